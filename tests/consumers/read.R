# Reads the graph in FOLDER as docs/consumers.md says: Rscript read.R FOLDER. Counts must be those of the store.
suppressPackageStartupMessages(library(igraph))
folder <- commandArgs(trailingOnly = TRUE)[1]
db <- DBI::dbConnect(RSQLite::SQLite(), file.path(folder, "graph.db"), flags = RSQLite::SQLITE_RO)
one <- function(sql) DBI::dbGetQuery(db, sql)[[1]]
same <- function(what, found, wanted) if (!identical(as.numeric(found), as.numeric(wanted))) stop(what, ": ", found, " instead of ", wanted)

graph <- read_graph(file.path(folder, "graph.graphml"), format = "graphml")
same("edges", ecount(graph), one("SELECT count(*) FROM (SELECT DISTINCT source, ifnull(target, id) FROM fact WHERE source IS NOT NULL)"))
same("facts", sum(E(graph)$weight), one("SELECT count(*) FROM fact WHERE source IS NOT NULL"))
same("nodes", vcount(graph), one("SELECT (SELECT count(*) FROM (SELECT source FROM fact WHERE source IS NOT NULL
  UNION SELECT target FROM fact WHERE target IS NOT NULL)) + (SELECT count(*) FROM fact WHERE source IS NOT NULL AND target IS NULL)"))
for (relation in one("SELECT name FROM schema_relation")) {
  table <- read.csv(file.path(folder, "graph-csv", paste0("facts_", relation, ".csv")), encoding = "UTF-8")
  same(relation, nrow(table), one(paste0('SELECT count(*) FROM "fact_', relation, '"')))
}
DBI::dbDisconnect(db)
