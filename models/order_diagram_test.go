package models_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

var update = flag.Bool("update", false, "write docs/order-status.md anew")

const diagramFile = "../docs/order-status.md"

// openGroup stands for the five informational statuses, which mostly change alike.
const openGroup models.Status = "open"

func TestDiagramIsFresh(t *testing.T) {
	t.Parallel()
	want := renderDiagram()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(diagramFile), 0o755))
		require.NoError(t, os.WriteFile(diagramFile, []byte(want), 0o644))
	}
	have, err := os.ReadFile(diagramFile)
	require.NoError(t, err)
	require.Equal(t, want, string(have), "ST-12: the picture is stale; run go test ./models -run Diagram -update")
}

// edge is one change: who may make it, and when.
type edge struct {
	from, to models.Status
	who      string
	when     models.Guard
}

func (e edge) label() string {
	if e.when == models.GuardNone {
		return e.who
	}
	return e.who + " (" + string(e.when) + ")"
}

func renderDiagram() string {
	edges := edges()
	var b strings.Builder
	b.WriteString("# How the status of an order changes\n\n" +
		"Made from the table in `models/order_status.go` by its test; do not edit by hand\n" +
		"(`go test ./models -run Diagram -update`). What is not here is refused (ST-12).\n\n")
	writePicture(&b, edges)
	writeTable(&b, edges)
	return b.String()
}

func writePicture(b *strings.Builder, edges []edge) {
	b.WriteString("```mermaid\nstateDiagram-v2\n    state \"Open\" as open {\n")
	for _, s := range models.Statuses {
		if slices.Contains(five, s) {
			fmt.Fprintf(b, "        state \"%s\" as %s\n", s.Title("en"), s)
		}
	}
	b.WriteString("    }\n")
	for _, s := range models.Statuses {
		if !slices.Contains(five, s) {
			// A bare "false" is a word of the diagram language's own.
			fmt.Fprintf(b, "    state \"%s\" as %s\n", s.Title("en"), node(s))
		}
	}
	b.WriteString("    [*] --> new\n")
	for _, e := range edges {
		if e.from != e.to {
			fmt.Fprintf(b, "    %s --> %s : %s\n", node(e.from), node(e.to), e.label())
		}
	}
	b.WriteString("    note left of open\n        Between these five people and processes move orders freely\n    end note\n```\n\n")
}

func writeTable(b *strings.Builder, edges []edge) {
	b.WriteString("| from | to | who, on which condition |\n|---|---|---|\n")
	for _, e := range edges {
		fmt.Fprintf(b, "| %s | %s | %s |\n", name(e.from), name(e.to), e.label())
	}
	b.WriteString("\n*Open* stands for " + names(five) + ".\n\n" +
		"While an order is " + name("part_payed") + ", something is left to pay and it holds a gateway payment,\n" +
		"neither people nor processes change its status (ST-4).\n")
}

// edges lists every change of the table, those of the five gathered where all five agree.
func edges() []edge {
	var all []edge
	for _, by := range movers {
		for _, from := range models.Statuses {
			for _, to := range models.Statuses {
				if guard, ok := models.Transition(from, to, by); ok && from != to {
					all = append(all, edge{from, to, string(by), guard})
				}
			}
		}
	}
	all = gather(all, func(e *edge) *models.Status { return &e.to })
	return joined(gather(all, func(e *edge) *models.Status { return &e.from }))
}

// joined makes one edge of those that differ in the mover only, in the order in which people read statuses.
func joined(edges []edge) []edge {
	var out []edge
	for _, e := range edges {
		same := slices.IndexFunc(out, func(o edge) bool { return o.from == e.from && o.to == e.to && o.when == e.when })
		if same < 0 {
			out = append(out, e)
		} else {
			out[same].who += ", " + e.who
		}
	}
	slices.SortStableFunc(out, func(a, b edge) int {
		return cmp.Or(place(a.from)-place(b.from), place(a.to)-place(b.to))
	})
	return out
}

// place is -1 for the group, which thereby comes first.
func place(s models.Status) int { return slices.Index(models.Statuses, s) }

// gather replaces five edges that differ in one end only by a single edge of openGroup.
func gather(edges []edge, end func(*edge) *models.Status) []edge {
	alike := map[edge]int{}
	for _, e := range edges {
		if slices.Contains(five, *end(&e)) {
			*end(&e) = openGroup
			alike[e]++
		}
	}
	var out []edge
	for _, e := range edges {
		grouped := e
		if slices.Contains(five, *end(&e)) {
			*end(&grouped) = openGroup
		}
		if grouped == e || alike[grouped] < membersNeeded(e) {
			out = append(out, e)
		} else if !slices.Contains(out, grouped) {
			out = append(out, grouped)
		}
	}
	return out
}

// membersNeeded: a status does not go to itself, so that inside the five only four edges share an end.
func membersNeeded(e edge) int {
	if slices.Contains(five, e.from) && slices.Contains(five, e.to) {
		return len(five) - 1
	}
	return len(five)
}

func node(s models.Status) string {
	if s == models.StatusFalse {
		return "false_order"
	}
	return string(s)
}

func name(s models.Status) string {
	if s == openGroup {
		return "*Open*"
	}
	return fmt.Sprintf("%s · %s `%s`", s.Title("en"), s.Title("ru"), s)
}

func names(list []models.Status) string {
	var out []string
	for _, s := range list {
		out = append(out, name(s))
	}
	return strings.Join(out, ", ")
}
