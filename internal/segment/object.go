package segment

import "time"

// Object is what a rule looks at. Value answers by the field's name without
// its object: int64 for ids, numbers and sums, string, bool, time.Time,
// []string and []int64 for sets, nil (or a nil pointer) when absent. Related
// gives the objects of a relation, false orders among them.
type Object interface {
	Value(field string) any
	Related(relation string) []Object
}

// Clock is the frozen now of one evaluation and the zone of its calendar (PRC-4).
type Clock struct {
	Now  time.Time
	Zone *time.Location // nil means UTC
}

func (c Clock) frozen() Clock {
	c.Now = cut(c.Now)
	if c.Zone == nil {
		c.Zone = time.UTC
	}
	return c
}

// seen is a value of an object in one of four types, or absent.
type seen struct {
	text    string // as it is compared
	written string // as it stands
	texts   []string
	number  int64
	numbers []int64
	flag    bool
	at      time.Time
	absent  bool
}

// look reads a field. An empty text and an empty set are absent.
func look(o Object, f *Field) seen {
	var s seen
	switch v := o.Value(f.Name).(type) {
	case string:
		s.text, s.absent = v, v == "" && f.Nullable
	case *string:
		if s.absent = v == nil || *v == ""; !s.absent {
			s.text = *v
		}
	case int64:
		s.number = v
	case *int64:
		if s.absent = v == nil; !s.absent {
			s.number = *v
		}
	case time.Time:
		s.at = cut(v)
	case *time.Time:
		if s.absent = v == nil; !s.absent {
			s.at = cut(*v)
		}
	case bool:
		s.flag = v
	case []string:
		s.texts, s.absent = v, len(v) == 0
	case []int64:
		s.numbers, s.absent = v, len(v) == 0
	default:
		s.absent = true
	}
	if s.written = s.text; f.Folded {
		s.text = Fold(s.text)
	}
	return s
}
