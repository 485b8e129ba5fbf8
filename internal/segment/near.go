package segment

import (
	"slices"
	"strings"
)

// near picks the names that somebody may have meant, the nearest first, as the
// parameter "similar"; all of them, as "allowed", when none is near. A name is near
// when two letters of three are right, or when it holds what was written.
func near(name string, known []string) (param string, names []string) {
	type guess struct {
		name     string
		distance int
	}
	var guesses []guess
	short := name[strings.LastIndexByte(name, '.')+1:]
	for _, k := range known {
		_, field, _ := strings.Cut(k, ".")
		d := min(distance(name, k), distance(short, field))
		if d <= 3 && 3*d <= len(field) || len(short) > 2 && strings.Contains(field, short) {
			guesses = append(guesses, guess{k, d})
		}
	}
	if len(guesses) == 0 {
		return "allowed", known
	}
	slices.SortStableFunc(guesses, func(a, b guess) int { return a.distance - b.distance })
	for _, g := range guesses[:min(len(guesses), 5)] {
		names = append(names, g.name)
	}
	return "similar", names
}

// distance is Levenshtein's: how many letters to add, drop or replace.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func (s *ObjectSchema) fieldNames() []string {
	names := make([]string, len(s.Fields))
	for i, f := range s.Fields {
		names[i] = f.FullName()
	}
	return names
}

func (s *ObjectSchema) relationNames(many bool) []string {
	names := []string{}
	for _, r := range s.Relations {
		if r.Many == many {
			names = append(names, r.Name)
		}
	}
	return names
}
