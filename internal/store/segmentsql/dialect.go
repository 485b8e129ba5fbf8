package segmentsql

import (
	"strings"

	"github.com/orderflow/orderflow/internal/segment"
)

// position is the function that finds a text in a text, as it stands, with no pattern characters.
func (c *compiler) position() string {
	if c.dialect == Postgres {
		return "strpos"
	}
	return "instr"
}

// folded is segment.Fold in SQL. SQLite's lower() knows the Latin letters only, which are the first 26 of the table.
func (c *compiler) folded(x string) string {
	if c.dialect == Postgres {
		return "translate(" + x + ", '" + segment.FoldFrom + "', '" + segment.FoldTo + "')"
	}
	from, to := []rune(segment.FoldFrom)[latin:], []rune(segment.FoldTo)[latin:]
	var after strings.Builder
	for i := range from {
		after.WriteString(", '" + string(from[i]) + "', '" + string(to[i]) + "')")
	}
	return strings.Repeat("replace(", len(from)) + "lower(" + x + ")" + after.String()
}

const latin = 26
