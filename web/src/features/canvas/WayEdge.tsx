import { BaseEdge, type Edge, type EdgeProps, getSmoothStepPath } from '@xyflow/react'
import { memo } from 'react'
import classes from './Canvas.module.css'
import { useCanvasActs } from './useCanvasActs'
import { useDesk } from './useEditor'

export type WayEdgeType = Edge<{ exit: string }, 'way'>

/** A connection; a plus in its middle puts a block in between. */
export const WayEdge = memo(function WayEdge(props: EdgeProps<WayEdgeType>) {
  const { source, data, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = props
  const { add } = useCanvasActs()
  const { editor } = useDesk()
  const [path, x, y] = getSmoothStepPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    borderRadius: 14,
  })
  return (
    <g className={classes.way}>
      <BaseEdge path={path} interactionWidth={16} {...(props.markerEnd ? { markerEnd: props.markerEnd } : {})} />
      {!editor.readOnly && (
        <g
          className={classes.between}
          transform={`translate(${x} ${y})`}
          onClick={() => add({ from: source, exit: data?.exit ?? 'next' })}
          aria-hidden
        >
          <circle r={10} />
          <path d="M-4 0H4M0-4V4" />
        </g>
      )}
    </g>
  )
})
