package segment

// TimeDependent reports whether time alone can change the answer for some
// object: whether a relative date stands anywhere in the rule.
func (s *Segment) TimeDependent() bool {
	for _, leaf := range leavesIn(s.root) {
		if leaf.Op.Relative() {
			return true
		}
	}
	for _, related := range relatedIn(s.root) {
		if related.relative() != nil {
			return true
		}
	}
	return false
}
