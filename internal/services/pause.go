package services

// reach names a point between a lock and its commit. Tests pause there, and a
// build with failpoints may die there; otherwise it does nothing.
func (s *Service) reach(point string) {
	if s.pause != nil {
		s.pause(point)
	}
}

// OnPoint sets what happens at the named points of transactions.
func (s *Service) OnPoint(do func(point string)) { s.pause = do }
