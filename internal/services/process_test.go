package services_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// greeting is a process about customers that tags them.
const greeting = `{"schema":1,"title":"Greeting","subject":"customer",
	"blocks":[{"id":"start","kind":"start"},{"id":"tag","kind":"operation","params":{"operation":"add_tag","tag":"greeted","on":"customer"}},{"id":"end","kind":"end"}],
	"connections":[{"from":"start","exit":"next","to":"tag"},{"from":"tag","exit":"next","to":"end"}],
	"triggers":[{"kind":"event","event":"customer.created"}]}`

func TestPublishProcess(t *testing.T) {
	t.Parallel()
	t.Run("PRC-1/revision", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			_, err := b.CreateProcess(b.ctx, b.manager, services.Draft{Definition: []byte(greeting)})
			requireCode(t, models.CodeForbidden, err)
			p, err := b.CreateProcess(b.ctx, b.admin, services.Draft{Definition: []byte(greeting)})
			require.NoError(t, err)
			require.Equal(t, models.ProcessDraft, p.State)
			first, err := b.PublishProcess(b.ctx, b.admin, p.ID, p.Version)
			require.NoError(t, err)
			require.EqualValues(t, 1, first.Revision.Number)
			require.Equal(t, models.ProcessActive, first.Process.State)
			require.Len(t, first.Revision.Hash, 64)
			same, err := b.PublishProcess(b.ctx, b.admin, p.ID, 0)
			require.NoError(t, err)
			require.Equal(t, first.Revision, same.Revision, "publishing what runs changes nothing")

			draft, err := b.SaveDraft(b.ctx, b.admin, p.ID, services.Draft{Version: first.Process.Version, Definition: []byte(strings.Replace(greeting, "greeted", "hello", 1))})
			require.NoError(t, err)
			require.Equal(t, first.Revision.ID, *draft.RevisionID, "what runs goes on by its revision")
			_, err = b.SaveDraft(b.ctx, b.admin, p.ID, services.Draft{Version: p.Version, Definition: []byte(greeting)})
			requireCode(t, models.CodeStale, err)
			second, err := b.PublishProcess(b.ctx, b.admin, p.ID, draft.Version)
			require.NoError(t, err)
			require.EqualValues(t, 2, second.Revision.Number)
			revisions, err := b.Revisions(b.ctx, b.manager, p.ID)
			require.NoError(t, err)
			require.Equal(t, []models.ProcessRevision{second.Revision, first.Revision}, revisions)
			one, err := b.Revision(b.ctx, b.manager, p.ID, 1)
			require.NoError(t, err)
			require.NotContains(t, one.Definition, "hello")
		})
	})
	t.Run("PRC-1/subject-stays", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			p, err := b.CreateProcess(b.ctx, b.admin, services.Draft{Definition: []byte(greeting)})
			require.NoError(t, err)
			_, err = b.PublishProcess(b.ctx, b.admin, p.ID, 0)
			require.NoError(t, err)
			_, err = b.SaveDraft(b.ctx, b.admin, p.ID, services.Draft{Definition: []byte(strings.Replace(greeting, `"subject":"customer"`, `"subject":"order"`, 1))})
			requireFields(t, err, "definition.subject")
		})
	})
}

func TestDrawProcess(t *testing.T) {
	t.Parallel()
	t.Run("PRC-1/layout", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			drawn := process.Layout{Blocks: map[string]process.Place{"tag": {X: 10, Y: -20, Note: "why"}}, Notes: []process.Note{{ID: "n", Text: "ask Anna"}}}
			p, err := b.CreateProcess(b.ctx, b.owner, services.Draft{Definition: []byte(greeting), Layout: &drawn})
			require.NoError(t, err)
			require.Equal(t, &b.owner.ID, p.UpdatedBy)
			published, err := b.PublishProcess(b.ctx, b.owner, p.ID, 0)
			require.NoError(t, err)

			drawn.Blocks["tag"] = process.Place{X: 500}
			moved, err := b.SaveDraft(b.ctx, b.admin, p.ID, services.Draft{Definition: []byte(greeting), Layout: &drawn})
			require.NoError(t, err)
			require.Equal(t, drawn.JSON(), moved.Layout)
			require.Equal(t, &b.admin.ID, moved.UpdatedBy, "a conflict names who was faster")
			same, err := b.PublishProcess(b.ctx, b.owner, p.ID, 0)
			require.NoError(t, err)
			require.Equal(t, published.Revision.Number, same.Revision.Number, "who moves a block changes nothing that runs")
			kept, err := b.SaveDraft(b.ctx, b.admin, p.ID, services.Draft{Definition: []byte(greeting)})
			require.NoError(t, err)
			require.Equal(t, drawn.JSON(), kept.Layout)

			drawn.Notes = append(drawn.Notes, process.Note{ID: "n"}, process.Note{ID: "a b"})
			_, err = b.SaveDraft(b.ctx, b.admin, p.ID, services.Draft{Definition: []byte(greeting), Layout: &drawn})
			requireFields(t, err, "layout.notes[1].id", "layout.notes[2].id")
		})
	})
	t.Run("PRC-1/unfinished", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			p, err := b.CreateProcess(b.ctx, b.owner, services.Draft{Definition: []byte(strings.Replace(greeting, `"greeted"`, `""`, 1))})
			require.NoError(t, err)
			faults, _, err := b.CheckProcess(b.ctx, b.owner, []byte(p.Draft))
			require.NoError(t, err)
			require.Len(t, faults, 1)
			require.Equal(t, "tag", faults[0].Block)
			_, err = b.PublishProcess(b.ctx, b.owner, p.ID, 0)
			requireFields(t, err, "blocks[1].params.tag")
		})
	})
}

func TestPublishRefusesFaults(t *testing.T) {
	t.Parallel()
	t.Run("PRC-12/publish", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			bad := strings.Replace(greeting, `{"from":"tag","exit":"next","to":"end"}`, `{"from":"end","exit":"next","to":"tag"}`, 1)
			p, err := b.CreateProcess(b.ctx, b.admin, services.Draft{Definition: []byte(bad)})
			require.NoError(t, err)
			faults, _, err := b.CheckProcess(b.ctx, b.manager, []byte(bad))
			require.NoError(t, err)
			require.NotEmpty(t, faults)
			_, err = b.PublishProcess(b.ctx, b.admin, p.ID, 0)
			requireCode(t, models.CodeProcessInvalid, err)
			var e *models.Error
			require.ErrorAs(t, err, &e)
			require.Len(t, e.Fields, len(faults))
			require.Zero(t, b.count(t, "SELECT COUNT(*) FROM process_revisions"))
			_, err = b.CreateProcess(b.ctx, b.admin, services.Draft{Definition: []byte(`{"schema":1,"colour":"red"}`)})
			requireCode(t, models.CodeProcessInvalid, err)
			_, err = b.CreateProcess(b.ctx, b.admin, services.Draft{Definition: []byte(`{`)})
			requireCode(t, models.CodeMalformed, err)
		})
	})
}

func TestProcessCatalogue(t *testing.T) {
	t.Parallel()
	t.Run("PRC-12/unknown-offer", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			offer := b.offer(t)
			boards, err := b.Boards(b.ctx, b.owner)
			require.NoError(t, err)
			order := func(params string) []byte {
				return []byte(strings.Replace(greeting, `"operation":"add_tag","tag":"greeted","on":"customer"`, `"operation":"create_order",`+params, 1))
			}
			good := fmt.Sprintf(`"offer":%q,"board_id":%d,"stage_id":%d`, offer.Code, boards[0].ID, boards[0].Stages[1].ID)
			faults, _, err := b.CheckProcess(b.ctx, b.owner, order(good))
			require.NoError(t, err)
			require.Empty(t, faults)
			faults, _, err = b.CheckProcess(b.ctx, b.owner, order(`"offer":"nothing","board_id":999,"stage_id":999`))
			require.NoError(t, err)
			require.Len(t, faults, 2, "%v", faults)
			p := services.OfferParams{Offer: offer.Offer}
			p.Archived = true
			_, err = b.EditOffer(b.ctx, b.owner, offer.ID, p)
			require.NoError(t, err)
			faults, _, err = b.CheckProcess(b.ctx, b.owner, order(good))
			require.NoError(t, err)
			require.Len(t, faults, 1, "an archived offer is unknown")
		})
	})
}

func TestStopProcess(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		p, err := b.CreateProcess(b.ctx, b.admin, services.Draft{Definition: entering(false, 60, everybody)})
		require.NoError(t, err)
		_, err = b.StopProcess(b.ctx, b.admin, p.ID, 0)
		requireCode(t, models.CodeProcessNotActive, err)
		_, err = b.PublishProcess(b.ctx, b.admin, p.ID, 0)
		require.NoError(t, err)
		stopped, err := b.StopProcess(b.ctx, b.admin, p.ID, 0)
		require.NoError(t, err)
		require.Equal(t, models.ProcessStopped, stopped.State)
		require.Zero(t, b.count(t, "SELECT COUNT(*) FROM process_schedules WHERE active"))
		again, err := b.PublishProcess(b.ctx, b.admin, p.ID, 0)
		require.NoError(t, err)
		require.Equal(t, models.ProcessActive, again.Process.State)
		require.EqualValues(t, 1, again.Revision.Number)
		views, _, err := b.Processes(b.ctx, b.manager, services.Page{})
		require.NoError(t, err)
		require.Len(t, views, 1)
	})
}

func TestCreateProcessFromTemplate(t *testing.T) {
	t.Parallel()
	t.Run("PRC-13/create", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			p, err := b.CreateProcessFromTemplate(b.ctx, b.admin, "unpaid_reminders", nil)
			require.NoError(t, err)
			require.Equal(t, models.SubjectOrder, p.Subject)
			_, err = b.CreateProcessFromTemplate(b.ctx, b.admin, "make_money", nil)
			requireFields(t, err, "template")
			_, err = b.CreateProcessFromTemplate(b.ctx, b.admin, "unpaid_reminders", map[string]any{"colour": "red"})
			requireCode(t, models.CodeUnknownField, err)
		})
	})
}
