import edu.stanford.nlp.ling.CoreAnnotations;
import edu.stanford.nlp.ling.CoreLabel;
import edu.stanford.nlp.ling.tokensregex.TokenSequenceMatcher;
import edu.stanford.nlp.ling.tokensregex.TokenSequencePattern;
import edu.stanford.nlp.ling.tokensregex.matcher.Match;
import edu.stanford.nlp.ling.tokensregex.matcher.TrieMap;
import edu.stanford.nlp.ling.tokensregex.matcher.TrieMapMatcher;
import edu.stanford.nlp.util.CoreMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * CoreNLP's TokensRegex over a text, line by line, with the rules of few/package.rules: CoreNlpPeer TEXT NAMES. A character is a
 * token, and a run of digits or Latin letters is one. Names are found in a trie: as ten thousand patterns they take far longer.
 */
public class CoreNlpPeer {
    static final Pattern TOKEN = Pattern.compile("[0-9.]+|[A-Za-z]+|\\S");
    static final String AMOUNT = "[word:/[0-9.]+/] [word:/万|亿/]? [ner:Unit]+";
    static final TokenSequencePattern POST = TokenSequencePattern.compile("([ner:Organization]+) /的/? ([ner:Role]+)");
    static final TokenSequencePattern FIGURE =
        TokenSequencePattern.compile("([ner:Metric]+) [!{word:/[，；：！？。…,;:!?]/}]{0,6}? (" + AMOUNT + ")");

    static List<CoreLabel> tokens(String line) {
        List<CoreLabel> found = new ArrayList<>();
        for (Matcher token = TOKEN.matcher(line); token.find();) {
            CoreLabel label = new CoreLabel();
            label.setWord(token.group());
            label.setValue(token.group());
            label.setOriginalText(token.group());
            label.setBeginPosition(token.start());
            label.setEndPosition(token.end());
            label.setIndex(found.size() + 1);
            found.add(label);
        }
        return found;
    }

    static List<String> words(List<CoreLabel> tokens) {
        return tokens.stream().map(CoreLabel::word).collect(Collectors.toList());
    }

    static void print(String claim, TokenSequencePattern pattern, List<CoreLabel> tokens) {
        for (TokenSequenceMatcher matcher = pattern.getMatcher(tokens); matcher.find();) {
            System.out.println(claim + "\t" + joined(matcher, 1) + "\t" + joined(matcher, 2));
        }
    }

    static String joined(TokenSequenceMatcher matcher, int group) {
        StringBuilder text = new StringBuilder();
        for (CoreMap token : matcher.groupNodes(group)) {
            text.append(token.get(CoreAnnotations.TextAnnotation.class));
        }
        return text.toString();
    }

    public static void main(String[] arguments) throws Exception {
        TrieMap<String, String> types = new TrieMap<>();
        for (String line : Files.readAllLines(Path.of(arguments[1]))) {
            String[] cells = line.split("\t");
            types.put(words(tokens(cells[0])), cells[1]);
        }
        TrieMapMatcher<String, String> names = new TrieMapMatcher<>(types);
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            List<CoreLabel> tokens = tokens(line);
            for (Match<String, String> name : names.findNonOverlapping(words(tokens))) {
                for (int i = name.getInterval().getBegin(); i < name.getInterval().getEnd(); i++) {
                    tokens.get(i).setNER(name.getValue());
                }
            }
            print("post", POST, tokens);
            print("figure", FIGURE, tokens);
        }
    }
}
