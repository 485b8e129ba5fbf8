package api

import (
	"context"
	"encoding/csv"
	"io"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

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
	rows, more, err := a.service.BulkItems(ctx, actorOf(ctx), in.ID, in.State, services.Page{After: after, Limit: in.limit()})
	if err != nil {
		return nil, err
	}
	return paged(rows, more, showBulkItem, func(i *models.BulkItem) int64 { return i.SubjectID }), nil
}

// bulkResult writes the outcome page by page, so that a hundred thousand objects
// take no memory (BLK-3).
func (a *api) bulkResult(ctx context.Context, in *ByID) (*stream, error) {
	if err := a.service.TakeBulkItems(ctx, actorOf(ctx), in.ID); err != nil {
		return nil, err
	}
	return download("bulk-"+itoa(in.ID)+".csv", func(out io.Writer) error { return a.writeItems(ctx, csv.NewWriter(out), in.ID) }), nil
}

func (a *api) writeItems(ctx context.Context, out *csv.Writer, id int64) error {
	if err := out.Write([]string{"subject_id", "state", "result_id", "reason", "at"}); err != nil {
		return err
	}
	for after, more := int64(0), true; more; {
		var rows []models.BulkItem
		var err error
		if rows, more, err = a.service.BulkItems(ctx, actorOf(ctx), id, "", services.Page{After: after, Limit: 200}); err != nil {
			return err
		}
		for _, row := range rows {
			after = row.SubjectID
			if err := out.Write(itemLine(row)); err != nil {
				return err
			}
		}
		out.Flush()
	}
	return out.Error()
}

func itemLine(row models.BulkItem) []string {
	line := []string{itoa(row.SubjectID), row.State, "", row.Reason, ""}
	if row.ResultID != nil {
		line[2] = itoa(*row.ResultID)
	}
	if row.At != nil {
		line[4] = row.At.UTC().Format(time.RFC3339)
	}
	return line
}
