package mail

import (
	"regexp"
	"slices"
	"strings"

	"github.com/osteele/liquid/parser"

	"github.com/orderflow/orderflow/models"
)

// What authors may use. The list is short on purpose: {% include %} would read
// files, and the rest has no use in a letter.
var (
	allowedTags = []string{
		"if", "elsif", "else", "endif", "unless", "endunless", "case", "when", "endcase",
		"for", "break", "continue", "endfor", "assign", "comment", "endcomment", "raw", "endraw",
	}
	allowedFilters = []string{
		"append", "capitalize", "default", "downcase", "escape", "escape_once", "first", "join", "last", "prepend",
		"remove", "remove_first", "replace", "replace_first", "size", "slice", "strip", "truncate", "truncatewords",
		"upcase", "url_encode", escapeFilter,
	}
	loopFields = []string{"first", "last", "index", "index0", "rindex", "rindex0", "length"}
)

var (
	forTag    = regexp.MustCompile(`^([A-Za-z_][\w-]*)\s+in\s+([A-Za-z_][\w.-]*)((?:\s+reversed|\s+(?:limit|offset)\s*:\s*\d+)*)$`)
	assignTag = regexp.MustCompile(`^([A-Za-z_][\w-]*)\s*=\s*(.+)$`)
)

// checkPart finds every fault of one part, without stopping at the first.
func checkPart(path, source string, variables VariableSet) []models.FieldError {
	switch {
	case strings.TrimSpace(source) == "":
		return []models.FieldError{models.Field(path, models.CodeRequired)}
	case len(source) > MaxSource:
		return []models.FieldError{models.Field(path, models.CodeTooLong, "max", MaxSource)}
	}
	c := &checker{path: path, variables: variables, names: []map[string]string{{}}}
	for _, token := range parser.Scan(source, parser.SourceLoc{LineNo: 1}, nil) {
		c.token(token)
	}
	return c.faults
}

// checker walks the tokens of one part. names are the author's own names per
// open loop: each maps to the variable that it stands for, "" for a plain value.
type checker struct {
	path      string
	variables VariableSet
	names     []map[string]string
	verbatim  string // the tag that ends a comment or raw text
	line      int
	faults    []models.FieldError
}

func (c *checker) token(token parser.Token) {
	c.line = token.SourceLoc.LineNo
	switch {
	case c.verbatim != "":
		if token.Type == parser.TagTokenType && token.Name == c.verbatim {
			c.verbatim = ""
		}
	case token.Type == parser.TextTokenType:
		c.text(token.Source)
	case token.Type == parser.ObjTokenType:
		c.expression(token.Args, false)
	case token.Type == parser.TagTokenType:
		c.tag(token.Name, token.Args)
	}
}

// text finds what was meant as Liquid and is not: it would be sent to the customer as it stands.
func (c *checker) text(source string) {
	for _, mark := range []string{"{{", "{%"} {
		if at := strings.Index(source, mark); at >= 0 {
			c.line += strings.Count(source[:at], "\n")
			c.syntax("\"" + mark + "\" is not closed")
			return
		}
	}
}

func (c *checker) tag(name, args string) {
	switch {
	case !slices.Contains(allowedTags, name):
		c.syntax("there is no tag \"" + name + "\"; use " + strings.Join(allowedTags, ", "))
	case name == "comment" || name == "raw":
		c.verbatim = "end" + name
	case name == "for":
		c.loop(args)
	case name == "endfor":
		if len(c.names) > 1 {
			c.names = c.names[:len(c.names)-1]
		}
	case name == "assign":
		c.assign(args)
	default:
		c.expression(args, true)
	}
}

func (c *checker) loop(args string) {
	scope := map[string]string{"forloop": "forloop"}
	c.names = append(c.names, scope)
	match := forTag.FindStringSubmatch(strings.TrimSpace(args))
	if match == nil {
		c.syntax("a loop is written {% for item in order.items %}")
		return
	}
	list := c.resolve(match[2])
	if !isList(list) {
		c.unknown(match[2])
		list = ""
	}
	scope[match[1]] = list + "[]"
}

func (c *checker) assign(args string) {
	match := assignTag.FindStringSubmatch(strings.TrimSpace(args))
	if match == nil {
		c.syntax("an assignment is written {% assign name = value %}")
		return
	}
	c.expression(match[2], false)
	c.names[len(c.names)-1][match[1]] = ""
}

func (c *checker) syntax(reason string) {
	c.faults = append(c.faults, models.Field(c.path, models.CodeTemplateSyntax, "reason", reason, "line", c.line))
}

func (c *checker) unknown(name string) {
	c.faults = append(c.faults, models.Field(c.path, models.CodeUnknownVariable,
		"variable", name, "line", c.line, "allowed", c.variables.Names()))
}
