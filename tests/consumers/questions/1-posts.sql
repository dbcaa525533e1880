-- Who holds which post where, as far as we are told?
SELECT DISTINCT person, role, company FROM person_role_company WHERE status = 'current' AND company IS NOT NULL
ORDER BY person, role, company;
