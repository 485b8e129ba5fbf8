package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// unfinishedDraft lacks the text of its tag.
const unfinishedDraft = `{"schema":1,"title":"Drawn","subject":"customer","triggers":[{"kind":"by_hand"}],
	"blocks":[{"id":"s","kind":"start"},{"id":"tag","kind":"operation","params":{"operation":"add_tag","on":"customer"}},{"id":"e","kind":"end"}],
	"connections":[{"from":"s","exit":"next","to":"tag"},{"from":"tag","exit":"next","to":"e"}]}`

// A process is drawn: its draft may be unfinished, and where its blocks stand is kept beside it.
func TestDrawProcess(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	made := k.post("owner", "/processes", `{"definition":`+unfinishedDraft+`,"layout":{"blocks":{"tag":{"x":40,"y":-80,"note":"why"}},"notes":[{"id":"n1","x":0,"y":0,"text":"ask Anna"}]}}`).want(t, 201)
	id := made.text("id")
	t.Run("PRC-1/layout", func(t *testing.T) {
		require.EqualValues(t, "why", made.text("layout", "blocks", "tag", "note"))
		read := k.get("owner", "/processes/"+id).want(t, 200)
		require.Equal(t, "ask Anna", read.text("layout", "notes", 0, "text"))
		require.NotNil(t, read.at("updated_by"))
	})
	t.Run("PRC-12/unfinished", func(t *testing.T) {
		checked := k.post("owner", "/processes/check", `{"definition":`+unfinishedDraft+`}`).want(t, 200)
		require.Equal(t, "tag", checked.text("faults", 0, "block"))
		require.Equal(t, "blocks[1].params.tag", checked.text("faults", 0, "path"))
		refused := k.post("owner", "/processes/"+id+"/publish", "").want(t, 422)
		require.Equal(t, "blocks[1].params.tag", refused.text("errors", 0, "path"))
	})
	t.Run("PRC-5/vocabulary", func(t *testing.T) {
		order := k.get("manager", "/processes/schema").want(t, 200)
		require.Equal(t, "order", order.text("items", 1, "subject"))
		require.Equal(t, "change_status", order.text("items", 1, "operations", 1, "name"))
		require.Equal(t, "offer", order.text("items", 1, "operations", 0, "fields", 0, "of"))
	})
	for name, body := range map[string]string{
		"layout.blocks.tag.x":  `{"blocks":{"tag":{"x":1.5,"y":0}},"notes":[]}`,
		"layout.notes[0].text": `{"blocks":{},"notes":[{"id":"n","x":0,"y":0}]}`,
		"layout.notes[0].id":   `{"blocks":{},"notes":[{"id":"","x":0,"y":0,"text":""}]}`,
		"layout.blocks":        `{"blocks":{"a b":{"x":0,"y":0}},"notes":[]}`,
	} {
		t.Run("PRC-1/layout/"+name, func(t *testing.T) {
			refused := k.post("owner", "/processes", `{"definition":`+unfinishedDraft+`,"layout":`+body+`}`).want(t, 422)
			require.Equal(t, name, refused.text("errors", 0, "path"))
		})
	}
}
