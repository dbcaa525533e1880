#include "syntax_fixture.h"

#include "base/nearest.h"

static const char *source;
static ml_schema schema;

static ml_status build_source(void *argument) {
  fixture *f = argument;
  ml_parse_file(&f->syntax, "test.rules", ml_str_of(source));
  assert_int_equal(f->syntax.errors, 0);
  ml_schema_build(&f->syntax, &schema);
  return ML_OK;
}

static void build(fixture *f, const char *text) {
  fixture_open(f);
  source = text;
  schema = (ml_schema){0};
  fixture_run(f, build_source);
}

static void test_types(void **state) {
  (void)state;
  fixture f;
  build(&f, "package p 1.0\n"
            "prefix org: http://x.example/\n"
            "entity Firm is Body\n"
            "    size : number\n"
            "entity Body\n"
            "    memory 6\n"
            "    rdf    org:Body\n"
            "    parent : Body\n"
            "    kind   : \"a\" | b\n"
            "value Metric\n"
            "value Quantity\n"
            "    value : number  rdf org:value\n"
            "    id    : text\n");
  assert_string_equal(f.reported, "");
  assert_string_equal(schema.package, "p");
  assert_string_equal(schema.licence, "");
  assert_int_equal(schema.n_types, 4);
  uint32_t firm = ml_schema_type(&schema, "Firm"), body = ml_schema_type(&schema, "Body");
  assert_true(ml_schema_is_a(&schema, firm, body));
  assert_true(ml_schema_is_a(&schema, firm, firm));
  assert_false(ml_schema_is_a(&schema, body, firm));
  assert_int_equal(ml_schema_type(&schema, "Firn"), ML_NO_INDEX);
  const ml_type *type = &schema.types[firm]; /* its supertype's attributes first */
  static const char *const names[] = {"parent", "kind", "size", "text", "id"};
  static const ml_data data[] = {ML_DATA_MENTION, ML_DATA_TEXT, ML_DATA_NUMBER, ML_DATA_TEXT, ML_DATA_TEXT};
  assert_int_equal(type->n_attributes, 5);
  for (size_t i = 0; i < 5; i++) {
    assert_string_equal(type->attributes[i].name, names[i]);
    assert_int_equal(type->attributes[i].data, data[i]);
    assert_int_equal(type->attributes[i].declared, i < 3);
  }
  assert_int_equal(type->attributes[0].type, body);
  assert_int_equal(type->memory, 600);
  assert_null(type->rdf);
  const ml_type *metric = &schema.types[ml_schema_type(&schema, "Metric")];
  assert_string_equal(metric->attributes[0].name, "text");
  const ml_type *quantity = &schema.types[ml_schema_type(&schema, "Quantity")];
  assert_int_equal(quantity->n_attributes, 3); /* id is its own */
  assert_true(quantity->attributes[1].declared);
  fixture_close(&f);
}

static void test_relation(void **state) {
  (void)state;
  fixture f;
  build(&f, "entity Person, Body\n"
            "value Money\n"
            "    value : number\n"
            "    unit  : text\n"
            "relation deal\n"
            "    buyer  : Person | Body | text\n"
            "    seller : Body\n"
            "    price  : Money\n"
            "    fee?   : Money\n"
            "    remark : text = 无\n"
            "    status : done | planned = planned\n"
            "    edge   buyer -> seller label status\n");
  assert_string_equal(f.reported, "");
  const ml_relation *relation = &schema.relations[ml_schema_relation(&schema, "deal")];
  static const ml_role_kind kinds[] = {ML_ROLE_ENTITY, ML_ROLE_ENTITY, ML_ROLE_VALUE,
                                       ML_ROLE_VALUE,  ML_ROLE_TEXT,   ML_ROLE_LABEL};
  for (size_t i = 0; i < 6; i++)
    assert_int_equal(relation->roles[i].kind, kinds[i]);
  assert_true(relation->roles[0].takes_text);
  assert_int_equal(relation->roles[0].n_types, 2);
  assert_true(relation->roles[3].optional);
  assert_string_equal(relation->roles[4].preset, "无");
  assert_string_equal(relation->roles[5].preset, "planned");
  assert_int_equal(relation->n_key, 4); /* all that are neither optional nor labels */
  assert_int_equal(relation->edge_target, 1);
  assert_int_equal(relation->edge_label, 5);
  static const struct {
    size_t role, attribute;
    const char *column;
  } columns[] = {{0, 0, "buyer"}, {2, 0, "price"}, {2, 1, "price_unit"}, {3, 1, "fee_unit"}};
  for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
    char name[32];
    ml_schema_column(&schema, relation, columns[i].role, columns[i].attribute, name, sizeof name);
    assert_string_equal(name, columns[i].column);
  }
  fixture_close(&f);
}

static void test_lone_attribute_keeps_its_name(void **state) {
  (void)state;
  fixture f;
  build(&f, "value Money\n    value : number\n    unit : text\nrelation r\n    price : Money\n    key price\n");
  char name[32];
  ml_schema_column(&schema, &schema.relations[0], 0, 1, name, sizeof name);
  assert_string_equal(name, "unit");
  assert_int_equal(schema.relations[0].edge_source, ML_NO_INDEX);
  fixture_close(&f);
}

static void test_errors(void **state) {
  (void)state;
  static const struct {
    const char *text, *expected;
  } samples[] = {
      {"entity Role, Role\n", "1:14+4 there are two mention types called Role = the first is in line 1\n"},
      {"entity Mention\n", "1:8+7 Mention stands for every mention and cannot be declared\n"},
      {"entity Person\nentity Author is Persom\n", "2:18+6 no mention type is called Persom = did you mean Person?\n"},
      {"value A\nentity B is A\n", "2:13+1 A is declared as value, so what is A must be one too\n"},
      {"entity A is B\nentity B is A\n", "2:13+1 B would be a subtype of itself\n"},
      {"entity A\n    rdf orgg:A\nprefix org: http://x.example/\n",
       "2:9+6 no prefix is called orgg = did you mean org?\n"},
      {"entity A\n    x : text | number\n", "2:5+1 x holds text, a number, a date, mentions of one type, or labels\n"},
      {"entity A\n    x : text\n    x : text\n", "3:5+1 there are two attributes called x\n"},
      {"entity A\n    x? : text\n", "2:5+1 an attribute may always be unset = leave the ? out\n"},
      {"entity A\nrelation r\n    a : A\nrelation r\n    a : A\n",
       "4:10+1 there are two relations called r = the first is in line 2\n"},
      {"entity A\nrelation r\n    a : A\n    a : A\n", "4:5+1 there are two roles called a\n"},
      {"entity A\nrelation r\n    a : B\n", "3:9+1 no mention type is called B\n"},
      {"entity A\nrelation r\n    a : A | current\n",
       "3:5+1 a takes either labels or mentions and text = labels stand alone; a type starts with A-Z\n"},
      {"value A, B\nrelation r\n    a : A | B\n",
       "3:5+1 a takes a value, so it takes exactly one type = use several roles, or one value type with more "
       "attributes\n"},
      {"part A\nrelation r\n    a : A\n",
       "3:9+1 A is a part, and parts fill no role = declare it as entity or value\n"},
      {"relation r\n    a : number\n", "2:9+6 a role takes mentions, text or labels, not a number = declare a type "
                                       "with `value`, and let the role take it\n"},
      {"relation r\n    a : x | y = z\n", "2:17+1 z is no label of a = the labels of a are x, y\n"},
      {"entity A\nrelation r\n    a : A = x\n",
       "3:13+1 only labels and text can be preset = a role that may stay empty is written name? : Type\n"},
      {"entity A\nrelation r\n    person : A\n    key persom\n",
       "4:9+6 r has no role called persom = did you mean person?\n"},
      {"entity A\nrelation r\n    a : A\n    edge a -> b\n", "4:15+1 r has no role called b\n"},
      {"entity A\nrelation r\n    a : A\n    b : text\n    edge a -> b\n",
       "5:15+1 an edge joins two entities, and b is filled by none = let it take an entity type too, of which its "
       "texts "
       "become: entity Thing, then ROLE : Thing | text\n"},
      {"relation r\n", "1:10+1 the relation r has no roles = write its roles on indented lines: name : Type\n"},
      {"package p 1\n    offers post\nentity A\nrelation posts\n    a : A\n",
       "2:12+4 the package offers post but declares no such relation = did you mean posts?\n"},
      {"value A\n    v : number\n    u : text\nrelation r\n    a : A\n    b : A\n    a_u : text\n",
       "4:10+1 r would have two columns a_u = rename the role or the attribute\n"},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    fixture f;
    build(&f, samples[i].text);
    assert_string_equal(f.reported, samples[i].expected);
    assert_int_equal(f.syntax.errors, 1);
    fixture_close(&f);
  }
}

static void test_nearest(void **state) {
  (void)state;
  static const char *const names[] = {"Person", "Organization", "match", "前任"};
  static const struct {
    const char *wanted, *best;
  } samples[] = {{"Persom", "Person"},
                 {"organisation", "Organization"},
                 {"macth", "match"},
                 {"前在", "前任"},
                 {"Place", NULL},
                 {"x", NULL},
                 {"", NULL}};
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    ml_nearest near = ml_nearest_start(samples[i].wanted);
    for (size_t j = 0; j < sizeof names / sizeof *names; j++)
      ml_nearest_try(&near, names[j]);
    assert_ptr_equal(near.best == NULL, samples[i].best == NULL);
    if (near.best != NULL)
      assert_string_equal(near.best, samples[i].best);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_types),
      cmocka_unit_test(test_relation),
      cmocka_unit_test(test_lone_attribute_keeps_its_name),
      cmocka_unit_test(test_errors),
      cmocka_unit_test(test_nearest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
