package segment

import "strings"

// FoldFrom and FoldTo are the letters whose case a folded text disregards, in
// pairs: Latin and the Cyrillic of our users. A table of our own, because
// SQLite lowers only Latin letters and PostgreSQL what its locale says.
const (
	FoldFrom = "ABCDEFGHIJKLMNOPQRSTUVWXYZАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐЎ"
	FoldTo   = "abcdefghijklmnopqrstuvwxyzабвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў"
)

var folding = func() map[rune]rune {
	to, pairs := []rune(FoldTo), map[rune]rune{}
	for i, r := range []rune(FoldFrom) {
		pairs[r] = to[i]
	}
	return pairs
}()

// Fold writes a text in the lower case of the table.
func Fold(text string) string {
	return strings.Map(func(r rune) rune {
		if lower, ok := folding[r]; ok {
			return lower
		}
		return r
	}, text)
}
