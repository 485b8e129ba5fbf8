package api

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// orderExport is the input of the file.
type orderExport struct {
	OrderFilter
	OrderPlace
	Ascending bool     `query:"ascending" doc:"The oldest first"`
	IDs       []int64  `query:"ids" maxItems:"1000" doc:"Of these orders alone, separated by commas"`
	Columns   []string `query:"columns" doc:"In this order, separated by commas; all when absent"`
	Separator string   `query:"separator" enum:"comma,semicolon" doc:"comma when absent. With the semicolon decimals have a comma, as spreadsheets expect that want it"`
	Language  string   `query:"language" enum:"ru,en" doc:"Of headings and words; yours when absent"`
}

// sheet is a file of orders under way.
type sheet struct {
	out      *csv.Writer
	columns  []orderColumn
	language string
	zone     *time.Location
	comma    bool // decimals have a comma
}

// orderColumn is one column of the file. Values of people's making are texts,
// the others cannot be taken for formulas.
type orderColumn struct {
	name, en, ru string
	text         func(*sheet, *services.OrderRow) string
	value        func(*sheet, *services.OrderRow) string
}

func (a *api) exportOrders(ctx context.Context, in *orderExport) (*stream, error) {
	columns, err := columnsOf(in.Columns)
	if err != nil {
		return nil, err
	}
	q, err := in.OrderFilter.query()
	if err != nil {
		return nil, err
	}
	q.BoardID, q.StageID, q.Ascending = in.BoardID, in.StageID, in.Ascending
	export, err := a.service.ExportOrders(ctx, actorOf(ctx), services.ExportParams{OrderQuery: q, IDs: in.IDs})
	if err != nil {
		return nil, models.Under("query", err)
	}
	s := &sheet{columns: columns, language: in.Language, comma: in.Separator == "semicolon"}
	if s.language == "" {
		s.language = callOf(ctx).language
	}
	if s.zone, err = a.service.Zone(ctx); err != nil {
		return nil, err
	}
	return download("orders-"+a.service.Now().In(s.zone).Format("2006-01-02")+".csv", func(out io.Writer) error {
		return s.write(ctx, out, export)
	}), nil
}

// columnsOf are the named columns, or all.
func columnsOf(names []string) ([]orderColumn, error) {
	if len(names) == 0 {
		return orderColumns, nil
	}
	columns := make([]orderColumn, len(names))
	for i, name := range names {
		at := slices.IndexFunc(orderColumns, func(c orderColumn) bool { return c.name == name })
		if at < 0 {
			return nil, models.NewFieldError(fmt.Sprintf("query.columns[%d]", i), models.CodeNotOneOf, "value", shortened(name), "allowed", services.OrderColumns)
		}
		columns[i] = orderColumns[at]
	}
	return columns, nil
}

// byteOrderMark tells spreadsheets that the file is UTF-8.
const byteOrderMark = "\ufeff"

func (s *sheet) write(ctx context.Context, out io.Writer, export *services.Export) error {
	if _, err := io.WriteString(out, byteOrderMark); err != nil {
		return err
	}
	s.out = csv.NewWriter(out)
	if s.comma {
		s.out.Comma = ';'
	}
	s.out.UseCRLF = true
	headings := make([]string, len(s.columns))
	for i, c := range s.columns {
		headings[i] = pickWord(s.language, c.en, c.ru)
	}
	if err := s.out.Write(headings); err != nil {
		return err
	}
	cells := make([]string, len(s.columns))
	err := export.Write(ctx, func(rows []services.OrderRow) error {
		for i := range rows {
			if err := s.out.Write(s.line(&rows[i], cells)); err != nil {
				return err
			}
		}
		s.out.Flush()
		return s.out.Error()
	})
	s.out.Flush()
	return err
}

func (s *sheet) line(row *services.OrderRow, cells []string) []string {
	for i, c := range s.columns {
		if c.text != nil {
			cells[i] = harmless(c.text(s, row))
		} else {
			cells[i] = c.value(s, row)
		}
	}
	return cells
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) {
		return "'" + text
	}
	return text
}

func pickWord(language, en, ru string) string {
	if language == "ru" {
		return ru
	}
	return en
}
