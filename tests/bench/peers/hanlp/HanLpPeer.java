import com.hankcs.hanlp.HanLP;
import com.hankcs.hanlp.seg.Segment;
import com.hankcs.hanlp.seg.common.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** HanLP over a text, line by line: HanLpPeer cut|names TEXT; with names, it says which persons and organisations stand there. */
public class HanLpPeer {
    public static void main(String[] arguments) throws IOException {
        boolean names = arguments[0].equals("names");
        Segment segment = HanLP.newSegment().enableAllNamedEntityRecognize(names);
        long words = 0;
        for (String line : Files.readAllLines(Path.of(arguments[1]))) {
            for (Term term : segment.seg(line)) {
                words++;
                String nature = term.nature.toString();
                if (names && (nature.startsWith("nr") || nature.startsWith("nt"))) {
                    System.out.println(nature.substring(0, 2) + "\t" + term.word);
                }
            }
        }
        System.out.println(words);
    }
}
