-- How many facts does each document state?
SELECT document, count(DISTINCT fact) AS facts FROM evidence GROUP BY document ORDER BY document;
