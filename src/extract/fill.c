/* Roles are filled: with a mention, a label or a text, of a kind that the role takes. */
#include "extract/work.h"

static bool takes(const ml_work *work, const ml_role *role, uint32_t type) {
  for (size_t i = 0; i < role->n_types; i++)
    if ((work->rules->accepts[role->types[i]] >> type & 1) != 0)
      return true;
  return false;
}

static ml_value *values_of(ml_work *work, const ml_lattice *lattice, const ml_edge *edge) {
  const ml_type *type = &work->rules->schema.types[edge->type];
  ml_value *values = ML_NEW_ARRAY(work->keep, ml_value, type->n_attributes);
  for (size_t a = 0; a < type->n_attributes; a++)
    values[a] = ml_attribute_of(&work->matcher, lattice, edge, type->attributes[a].number);
  return values;
}

static bool fill_text(ml_work *work, ml_filler *filler, const ml_role *role, const char *text) {
  const ml_schema *schema = &work->rules->schema;
  filler->text = text;
  filler->mention = ML_NO_INDEX;
  switch (role->kind) {
  case ML_ROLE_ENTITY:
    filler->type = role->types[0];
    filler->set = role->takes_text;
    break;
  case ML_ROLE_VALUE:
    filler->type = role->types[0];
    filler->values = ML_NEW_ARRAY(work->keep, ml_value, schema->types[filler->type].n_attributes);
    filler->set = schema->types[filler->type].attributes[0].data == ML_DATA_TEXT;
    filler->values[0] = (ml_value){.kind = ML_TEXT, .text = text};
    break;
  default:
    filler->set = true;
  }
  return filler->set;
}

static bool fill_from_place(ml_work *work, ml_filler *filler, const ml_role *role, const ml_bound *bound) {
  const ml_edge *edge = bound->edge;
  if (role->kind == ML_ROLE_LABEL) {
    filler->text = bound->label;
    return filler->set = bound->label != NULL;
  }
  if (edge == NULL || !takes(work, role, edge->type) || edge->mention == ML_NO_INDEX)
    return fill_text(work, filler, role, ml_lattice_text(work->keep, bound->lattice, bound->begin, bound->end));
  const ml_edge *meant = ml_meant_by(work, *bound).edge;
  if (meant->mention == ML_NO_INDEX) /* the limit left it out */
    meant = edge;
  filler->set = true;
  filler->type = meant->type;
  filler->mention = meant->mention;
  filler->text = work->mentions.v[meant->mention].name;
  if (role->kind == ML_ROLE_VALUE) {
    filler->text = ml_lattice_text(work->keep, bound->lattice, bound->begin, bound->end);
    filler->values = values_of(work, bound->lattice, edge);
  }
  return true;
}

bool ml_fill_bound(ml_work *work, ml_candidate *candidate, size_t r, const ml_bound *bound) {
  const ml_role *role = &candidate->relation->roles[r];
  if (bound->said != NULL)
    return ml_fill_value(work, candidate, r, (ml_value){.kind = ML_TEXT, .text = bound->said});
  candidate->fillers[r] = (ml_filler){.kind = role->kind, .mention = ML_NO_INDEX};
  if (!fill_from_place(work, &candidate->fillers[r], role, bound))
    return false;
  candidate->bounds[r] = *bound;
  return true;
}

bool ml_fill_value(ml_work *work, ml_candidate *candidate, size_t r, ml_value value) {
  const ml_role *role = &candidate->relation->roles[r];
  ml_filler *filler = &candidate->fillers[r];
  *filler = (ml_filler){.kind = role->kind, .mention = ML_NO_INDEX};
  value = ml_value_as_text(work->keep, value);
  if (value.kind != ML_TEXT || *value.text == '\0' ||
      (role->kind == ML_ROLE_LABEL && !ml_schema_has_label(role, value.text)))
    return false;
  return fill_text(work, filler, role, value.text);
}
