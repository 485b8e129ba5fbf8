package api

import (
	"encoding/json"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// BulkList is a list of orders as a person sees it (ORD-10): its whole filter, in
// the words of the order list, or the orders that were ticked.
type BulkList struct {
	IDs         []int64         `json:"ids,omitempty" minItems:"1" maxItems:"1000" doc:"Of these orders alone"`
	Filter      json.RawMessage `json:"filter,omitempty" doc:"A segment rule about orders; it may ask for status false"`
	Status      []string        `json:"status,omitempty" minItems:"1"`
	CustomerID  int64           `json:"customer_id,omitempty" minimum:"1"`
	ManagerID   int64           `json:"manager_id,omitempty" minimum:"1"`
	BoardID     int64           `json:"board_id,omitempty" minimum:"1"`
	StageID     int64           `json:"stage_id,omitempty" minimum:"1"`
	CreatedFrom *time.Time      `json:"created_from,omitempty" doc:"Inclusive"`
	CreatedTo   *time.Time      `json:"created_to,omitempty" doc:"Exclusive"`
	Search      string          `json:"search,omitempty" maxLength:"200"`
}

func (l *BulkList) query() *services.BulkList {
	if l == nil {
		return nil
	}
	q := &services.BulkList{IDs: l.IDs, OrderQuery: services.OrderQuery{
		Filter: l.Filter, CustomerID: l.CustomerID, ManagerID: l.ManagerID, BoardID: l.BoardID, StageID: l.StageID,
		CreatedFrom: l.CreatedFrom, CreatedTo: l.CreatedTo, Search: l.Search,
	}}
	for _, status := range l.Status {
		q.Statuses = append(q.Statuses, models.Status(status))
	}
	return q
}

// BulkSegment is the segment that an operation was made for.
type BulkSegment struct {
	ID    int64  `json:"id"`
	Title string `json:"title" doc:"Empty when it is there no more"`
}

// BulkPreview is what an operation would do, before anything happens (BLK-2).
type BulkPreview struct {
	Matched       int64           `json:"matched"`
	WillDo        int64           `json:"will_do"`
	AtMost        bool            `json:"at_most" doc:"Fewer may be done: who is left out for orders that you may not see is not counted"`
	LeftOut       []LeftOut       `json:"left_out"`
	Letters       int64           `json:"letters"`
	Seconds       int64           `json:"seconds" doc:"About how long it takes"`
	NeedsApproval bool            `json:"needs_approval"`
	Sample        []SegmentMember `json:"sample" doc:"The first of those that match"`
}

// LeftOut is how many objects are left out for one reason.
type LeftOut struct {
	Reason string `json:"reason" doc:"A code"`
	Detail string `json:"detail" doc:"The reason for people, in the language of Accept-Language"`
	Status string `json:"status,omitempty" doc:"Of orders: the status that they stand in"`
	Count  int64  `json:"count"`
}

func showPreview(v *services.BulkPreview, to *BulkStatus, language string) BulkPreview {
	wanted := models.Status("")
	if to != nil {
		wanted = models.Status(to.To)
	}
	return BulkPreview{
		v.Matched, v.WillDo, v.AtMost, each(v.LeftOut, func(l *services.LeftOut) LeftOut {
			return LeftOut{string(l.Reason), models.LeftOutText(l.Reason, l.From, wanted, language), string(l.From), l.Count}
		}),
		v.Letters, int64(v.Takes.Seconds()), v.NeedsApproval, each(v.Sample, showMember),
	}
}
