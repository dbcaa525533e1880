-- Which figures are stated of 微信?
SELECT DISTINCT product, metric, value, unit FROM product_metric_date WHERE product = '微信' ORDER BY metric, value, unit;
