package process

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// paramsShape is how the parameters of each kind of block look.
var paramsShape = shapeOfParams()

func shapeOfParams() *shape {
	for _, f := range shapeOf(reflect.TypeFor[Block]()).fields {
		if f.name == "params" {
			return f.shape
		}
	}
	panic("process: a block has no params")
}

// Settings are the block's parameters as Canonical writes them.
func (b Block) Settings() json.RawMessage {
	if b.Params == nil {
		return json.RawMessage("{}")
	}
	var out bytes.Buffer
	v := reflect.ValueOf(b.Params)
	encodeValue(&out, paramsShape.caseOf(v), v)
	return out.Bytes()
}
