package segment

import "github.com/orderflow/orderflow/models"

// Statuses are the only ones that the selected orders may have, as far as the
// rule says so on its highest level; nil when it does not. Lists choose their
// way through the table by it.
func (s *Segment) Statuses() []models.Status {
	switch root := s.root.(type) {
	case *Leaf:
		return statusesOf(root)
	case All:
		for _, n := range root {
			if leaf, ok := n.(*Leaf); ok {
				if named := statusesOf(leaf); named != nil {
					return named
				}
			}
		}
	}
	return nil
}

func statusesOf(l *Leaf) []models.Status {
	if l.Field.FullName() != "order.status" || (l.Op != OpIs && l.Op != OpOneOf) {
		return nil
	}
	named := make([]models.Status, len(l.Value.Texts))
	for i, text := range l.Value.Texts {
		named[i] = models.Status(text)
	}
	return named
}

// WithFalse is the same rule with orders of status false among those that it may
// find, for a list that asks for them beside its rule (ST-6).
func (s *Segment) WithFalse() *Segment {
	with := *s
	with.allowFalse = true
	return &with
}
