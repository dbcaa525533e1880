-- What do the most posts and figures speak of?
SELECT e.label, count(DISTINCT f.fact) AS facts FROM entity AS e JOIN (SELECT fact, person AS id FROM fact_person_role_company
UNION ALL SELECT fact, role FROM fact_person_role_company UNION ALL SELECT fact, company FROM fact_person_role_company
UNION ALL SELECT fact, product FROM fact_product_metric_date) AS f ON f.id = e.id
GROUP BY e.id ORDER BY facts DESC, e.label LIMIT 10;
