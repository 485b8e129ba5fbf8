package segment

import "slices"

// Mentions reports what the rule looks at, so that no more need be read: the
// full names of fields, "order.tags", and the names of relations, "orders".
func (s *Segment) Mentions() (fields, relations []string) {
	leaves := leavesIn(s.root)
	for _, related := range relatedIn(s.root) {
		relations = append(relations, related.Relation.Name)
		leaves = append(leaves, leavesIn(related.Where)...)
	}
	for _, leaf := range leaves {
		fields = append(fields, leaf.Field.FullName())
	}
	return distinct(fields), distinct(relations)
}

func distinct(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
