-- Where does a text say so? All that is stated of 马化腾, word by word.
SELECT f.label AS fact, v.document, v.start_char, v.quote FROM fact AS f JOIN evidence AS v ON v.fact = f.id
JOIN entity AS e ON e.id = f.source WHERE e.label = '马化腾' ORDER BY f.label, v.document, v.start_char;
