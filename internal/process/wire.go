package process

// This file is what the services and the cohort workflow say to each other
// through activities. Only ids, codes and times travel: no name, text or sum.

// Clock is the present as the database side sees it. While the installation's
// clock is scaled or driven, Virtual is true: the workflow then takes its time
// from the latest answer alone, sets no timer of its own that matters, and is
// signalled when something falls due. Otherwise it uses its own clock.
type Clock struct {
	Now     int64 `json:"now"` // microseconds since 1970, UTC
	Virtual bool  `json:"virtual,omitempty"`
}

// CohortState is what a cohort's run needs to begin or to go on.
type CohortState struct {
	Gone      bool       `json:"gone,omitempty"` // closed, or claimed by a later run: end quietly
	Cohort    int64      `json:"cohort"`
	Skeleton  Skeleton   `json:"skeleton"`
	Positions []Position `json:"positions"`
	Wake      int64      `json:"wake"`
	Bucket    int64      `json:"bucket"` // microseconds that due times are rounded up to
	Clock     Clock      `json:"clock"`
}

// ExecuteRequest asks for one block to be executed for members that are due or woken.
type ExecuteRequest struct {
	Cohort  int64      `json:"cohort"`
	Run     string     `json:"run"`
	Block   int        `json:"block"`
	Members []Position `json:"members"`
}

// ExecuteResult says where the database now has every member asked.
type ExecuteResult struct {
	Positions []Position `json:"positions"`
	Clock     Clock      `json:"clock"`
}

// Changes are the members that joined, moved or were woken after the asked counter.
type Changes struct {
	Gone      bool       `json:"gone,omitempty"`
	Positions []Position `json:"positions"`
	Wake      int64      `json:"wake"`
	Clock     Clock      `json:"clock"`
}

// CloseResult answers an attempt to close: Closed, or the members that keep it open.
type CloseResult struct {
	Closed  bool    `json:"closed"`
	Changes Changes `json:"changes"`
}
