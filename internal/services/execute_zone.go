package services

import (
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/process"
)

// preparePauses reads the zones of the members' customers, when the process
// counts its days in the customer's zone.
func (r *run) preparePauses() error {
	members := make([]*standing, len(r.moves))
	for i, m := range r.moves {
		members[i] = m.member
	}
	return r.readZones(members)
}

// readZones knows the zones of the members' customers afterwards, where they count.
func (r *run) readZones(members []*standing) error {
	if r.compiled.Definition.Policies.TimeZone != process.ZoneCustomer || len(members) == 0 {
		return nil
	}
	customers := make([]int64, len(members))
	for i, t := range members {
		customers[i] = t.CustomerID
	}
	var rows []struct {
		ID       int64
		TimeZone string
	}
	err := r.Raw("SELECT id, time_zone FROM customers WHERE id IN ? AND time_zone <> ''", customers).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("read time zones: %w", err)
	}
	r.zones = make(map[int64]*time.Location, len(rows))
	for _, row := range rows {
		if zone, err := time.LoadLocation(row.TimeZone); err == nil {
			r.zones[row.ID] = zone
		}
	}
	return nil
}

// memberZone is the zone in which this member's days are counted (PRC-4).
func (r *run) memberZone(t *standing) *time.Location {
	if zone := r.zones[t.CustomerID]; zone != nil {
		return zone
	}
	return r.zone
}
