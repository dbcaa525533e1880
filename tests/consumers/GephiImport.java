import java.io.File;
import java.util.Iterator;
import org.gephi.graph.api.Graph;
import org.gephi.graph.api.GraphController;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.Issue;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.project.api.ProjectController;
import org.gephi.project.api.Workspace;
import org.openide.util.Lookup;

/** Imports a file as Gephi does and prints the number of nodes and edges, and every warning and error of Gephi. */
public class GephiImport {
    public static void main(String[] arguments) throws Exception {
        ProjectController projects = Lookup.getDefault().lookup(ProjectController.class);
        projects.newProject();
        Workspace workspace = projects.getCurrentWorkspace();
        ImportController importer = Lookup.getDefault().lookup(ImportController.class);
        Container container = importer.importFile(new File(arguments[0]));
        for (Iterator<Issue> issues = container.getReport().getIssues(1000); issues.hasNext();) {
            Issue issue = issues.next();
            if (issue.getLevel() != Issue.Level.INFO) {
                System.out.println(issue.getLevel() + ": " + issue.getMessage());
            }
        }
        importer.process(container, new DefaultProcessor(), workspace);
        Graph graph = Lookup.getDefault().lookup(GraphController.class).getGraphModel(workspace).getGraph();
        System.out.println(graph.getNodeCount() + " nodes, " + graph.getEdgeCount() + " edges");
        System.exit(0);
    }
}
