package api

import (
	"context"
	"encoding/csv"
	"io"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// BulkItem is one object and what became of it.
type BulkItem struct {
	SubjectID    int64          `json:"subject_id"`
	Object       *SegmentMember `json:"object,omitempty" doc:"The object as people know it; absent when you do not see it"`
	State        string         `json:"state" enum:"pending,done,skipped,failed"`
	ResultID     *int64         `json:"result_id" doc:"The order that was made, changed or found"`
	ResultNumber int64          `json:"result_number,omitempty" doc:"Its number"`
	Reason       string         `json:"reason" doc:"A code"`
	Detail       string         `json:"detail,omitempty" doc:"The reason for people, in the language of Accept-Language"`
	At           *time.Time     `json:"at"`
}

func showBulkItem(i *services.BulkItemView, language string) BulkItem {
	item := BulkItem{
		SubjectID: i.SubjectID, State: i.State, ResultID: i.ResultID, ResultNumber: i.ResultNumber, Reason: i.Reason, At: inUTC(i.At),
	}
	if i.Name != nil {
		member := showMember(i.Name)
		item.Object = &member
	}
	if i.Reason != "" {
		item.Detail = models.LeftOutText(models.Code(i.Reason), i.From, i.To, language)
	}
	return item
}

// itemQuery is the input of the list of items.
type itemQuery struct {
	ByID
	Paging
	State string `query:"state" enum:"pending,done,skipped,failed"`
}

func (a *api) bulkItems(ctx context.Context, in *itemQuery) (*plain[Page[BulkItem]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := a.namedItems(ctx, in.ID, in.State, services.Page{After: after, Limit: in.limit()})
	if err != nil {
		return nil, err
	}
	language := callOf(ctx).language
	show := func(i *services.BulkItemView) BulkItem { return showBulkItem(i, language) }
	return paged(rows, more, show, func(i *services.BulkItemView) int64 { return i.SubjectID }), nil
}

func (a *api) namedItems(ctx context.Context, id int64, state string, page services.Page) ([]services.BulkItemView, bool, error) {
	rows, more, err := a.service.BulkItems(ctx, actorOf(ctx), id, state, page)
	if err != nil {
		return nil, false, err
	}
	views, err := a.service.NameBulkItems(ctx, actorOf(ctx), id, rows)
	return views, more, err
}

// itemColumn is one column of the file of results. Texts are of people's making.
type itemColumn struct {
	en, ru string
	text   func(i *BulkItem) string
	value  func(i *BulkItem) string
}

var itemColumns = []itemColumn{
	{en: "subject_id", ru: "ID объекта", value: func(i *BulkItem) string { return itoa(i.SubjectID) }},
	{en: "order", ru: "Заказ", value: func(i *BulkItem) string { return numberOf(i.Object) }},
	{en: "customer", ru: "Пользователь", text: customerOf},
	{en: "state", ru: "Результат", value: func(i *BulkItem) string { return i.State }},
	{en: "result_id", ru: "ID заказа", value: func(i *BulkItem) string { return idText(i.ResultID) }},
	{en: "result_order", ru: "Номер заказа", value: func(i *BulkItem) string { return positive(i.ResultNumber) }},
	{en: "reason", ru: "Причина", value: func(i *BulkItem) string { return i.Reason }},
	{en: "detail", ru: "Пояснение", text: func(i *BulkItem) string { return i.Detail }},
	{en: "at", ru: "Когда", value: momentOf},
}

func customerOf(i *BulkItem) string {
	if i.Object == nil {
		return ""
	}
	return i.Object.Customer
}

func numberOf(m *SegmentMember) string {
	if m == nil {
		return ""
	}
	return positive(m.Number)
}

func positive(n int64) string {
	if n == 0 {
		return ""
	}
	return itoa(n)
}

func idText(id *int64) string {
	if id == nil {
		return ""
	}
	return itoa(*id)
}

func momentOf(i *BulkItem) string {
	if i.At == nil {
		return ""
	}
	return i.At.Format(time.RFC3339)
}

// itemStates are the results in Russian; in English they are the codes.
var itemStates = map[string]string{
	models.ItemPending: "ждёт", models.ItemDone: "сделано", models.ItemSkipped: "пропущено", models.ItemFailed: "не получилось",
}

// bulkResult writes the outcome page by page, so that a hundred thousand objects
// take no memory (BLK-3).
func (a *api) bulkResult(ctx context.Context, in *ByID) (*stream, error) {
	if err := a.service.TakeBulkItems(ctx, actorOf(ctx), in.ID); err != nil {
		return nil, err
	}
	return download("bulk-"+itoa(in.ID)+".csv", func(out io.Writer) error {
		if _, err := io.WriteString(out, byteOrderMark); err != nil {
			return err
		}
		return a.writeItems(ctx, csv.NewWriter(out), in.ID)
	}), nil
}

func (a *api) writeItems(ctx context.Context, out *csv.Writer, id int64) error {
	language := callOf(ctx).language
	headings := each(itemColumns, func(c *itemColumn) string { return pickWord(language, c.en, c.ru) })
	if err := out.Write(headings); err != nil {
		return err
	}
	for after, more := int64(0), true; more; {
		rows, rest, err := a.namedItems(ctx, id, "", services.Page{After: after, Limit: 200})
		if err != nil {
			return err
		}
		more = rest
		for i := range rows {
			after = rows[i].SubjectID
			if err := out.Write(itemLine(&rows[i], language)); err != nil {
				return err
			}
		}
		out.Flush()
	}
	return out.Error()
}

func itemLine(row *services.BulkItemView, language string) []string {
	item := showBulkItem(row, language)
	item.State = pickWord(language, item.State, itemStates[item.State])
	return each(itemColumns, func(c *itemColumn) string {
		if c.text != nil {
			return harmless(c.text(&item))
		}
		return c.value(&item)
	})
}
