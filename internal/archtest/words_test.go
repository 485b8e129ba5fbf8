package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

// english are two Latin letters of a Russian sentence that are no literal of JSON and no name of a standard.
var english = regexp.MustCompile(`[a-z]{2,}`)

// Whatever the code names as the kind of an object, or as what was expected, is
// said in Russian where the sentence around it is.
func TestRussianTextsHoldNoEnglishWords(t *testing.T) {
	t.Parallel()
	named := namedValues(t, "../..")
	require.Subset(t, named, []string{"order", "refusal_reason", "integer", "a whole number", "an object"}, "the search finds what is there")
	for _, value := range named {
		t.Run("API-1/"+value, func(t *testing.T) {
			t.Parallel()
			text := models.NewError(models.CodeWrongType, "expected", value).Text("ru")
			if kind := models.NewError(models.CodeNotFound, "kind", value).Text("ru"); !english.MatchString(kind) {
				text = kind
			}
			require.NotRegexp(t, english, strings.NewReplacer("true", "", "false", "", "name=value", "", "#rrggbb", "").Replace(text))
		})
	}
}

// namedValues are the literals that stand for the parameters "kind" and "expected"
// of errors, and the names of tables in services.
func namedValues(t *testing.T, root string) []string {
	t.Helper()
	seen := map[string]bool{}
	for _, folder := range []string{"api", "internal/services", "internal/process", "internal/segment"} {
		files, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
		require.NoError(t, err)
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			ast.Inspect(tree, func(n ast.Node) bool { return gather(n, seen) })
		}
	}
	var values []string
	for value := range seen {
		values = append(values, value)
	}
	return values
}

func gather(n ast.Node, seen map[string]bool) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		for i, arg := range n.Args {
			param := i > 0 && (literal(n.Args[i-1]) == "kind" || literal(n.Args[i-1]) == "expected")
			if value := literal(arg); value != "" && (param || asksForType(n, i)) {
				seen[value] = true
			}
		}
	case *ast.ValueSpec:
		if n.Names[0].Name == "kinds" && len(n.Values) == 1 {
			if table, ok := n.Values[0].(*ast.CompositeLit); ok {
				for _, row := range table.Elts {
					if pair, ok := row.(*ast.KeyValueExpr); ok && literal(pair.Value) != "" {
						seen[literal(pair.Value)] = true
					}
				}
			}
		}
	}
	return true
}

// asksForType reports whether the argument is the last one of a checker's wrongType, or of a decoder's as.
func asksForType(call *ast.CallExpr, i int) bool {
	name := ""
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
	case *ast.IndexExpr:
		if ident, ok := f.X.(*ast.Ident); ok {
			name = ident.Name
		}
	}
	return i == len(call.Args)-1 && (name == "wrongType" || name == "as")
}

// literal is the value of a literal of text, "" of anything else.
func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return text
}
