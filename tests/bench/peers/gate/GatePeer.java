import gate.Annotation;
import gate.Corpus;
import gate.Document;
import gate.Factory;
import gate.Gate;
import gate.ProcessingResource;
import gate.Utils;
import gate.creole.Plugin;
import gate.creole.ResourceReference;
import gate.creole.SerialAnalyserController;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rules of few/rules.jape over a text: GatePeer TEXT NAMES RULES FOLDER; the lists of the gazetteer are written to FOLDER. A
 * character is a token, and a run of digits or Latin letters is one.
 */
public class GatePeer {
    static final String TOKENS = "\"DECIMAL_DIGIT_NUMBER\" + > Token;kind=number;\n"
            + "(\"UPPERCASE_LETTER\"|\"LOWERCASE_LETTER\") + > Token;kind=word;\n"
            + "\"OTHER_LETTER\" > Token;kind=word;\n";
    static final String[] SIGNS = {"OTHER_PUNCTUATION", "START_PUNCTUATION", "END_PUNCTUATION", "DASH_PUNCTUATION", "MATH_SYMBOL",
        "CURRENCY_SYMBOL", "OTHER_SYMBOL", "CONNECTOR_PUNCTUATION"};

    static ResourceReference written(Path folder, String name, String text) throws Exception {
        return new ResourceReference(Files.writeString(folder.resolve(name), text).toUri());
    }

    /** A list for each type of name, and the file that lists them. */
    static ResourceReference gazetteer(Path names, Path folder) throws Exception {
        Map<String, StringBuilder> lists = new TreeMap<>();
        for (String line : Files.readAllLines(names)) {
            String[] cells = line.split("\t");
            lists.computeIfAbsent(cells[1], type -> new StringBuilder()).append(cells[0]).append('\n');
        }
        StringBuilder index = new StringBuilder();
        for (Map.Entry<String, StringBuilder> list : lists.entrySet()) {
            written(folder, list.getKey() + ".lst", list.getValue().toString());
            index.append(list.getKey()).append(".lst:").append(list.getKey()).append('\n');
        }
        return written(folder, "lists.def", index.toString());
    }

    static ProcessingResource part(String type, Object... options) throws Exception {
        return (ProcessingResource) Factory.createResource("gate.creole." + type, Utils.featureMap(options));
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[3]));
        Gate.runInSandbox(true);
        Gate.init();
        Gate.getCreoleRegister().registerPlugin(new Plugin.Maven("uk.ac.gate.plugins", "annie", "9.1"));
        StringBuilder tokens = new StringBuilder(TOKENS);
        for (String sign : SIGNS) {
            tokens.append('"').append(sign).append("\" > Token;kind=sign;\n");
        }
        SerialAnalyserController all = (SerialAnalyserController) Factory.createResource(SerialAnalyserController.class.getName());
        all.add(part("tokeniser.SimpleTokeniser", "rulesURL", written(folder, "tokens.rules", tokens.toString())));
        all.add(part("gazetteer.DefaultGazetteer", "listsURL", gazetteer(Path.of(arguments[1]), folder), "wholeWordsOnly", false));
        all.add(part("Transducer", "grammarURL", new ResourceReference(Path.of(arguments[2]).toUri())));
        Document document = Factory.newDocument(Files.readString(Path.of(arguments[0])));
        Corpus corpus = Factory.newCorpus("texts");
        corpus.add(document);
        all.setCorpus(corpus);
        all.execute();
        for (String claim : List.of("Post", "Figure")) {
            for (Annotation found : document.getAnnotations().get(claim)) {
                System.out.println(claim.toLowerCase() + "\t" + found.getFeatures().get("first") + "\t" + found.getFeatures().get("second"));
            }
        }
    }
}
