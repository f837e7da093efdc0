import { z } from 'zod'
import { plannedCell } from './axes.ts'
import { wayOutcome } from './form.ts'
import {
	eventsVersion,
	hostInfo,
	imageOrigin,
	observations,
	outcome,
	shardRecord,
	snapshotOrigin,
	stack,
	toolInfo,
} from './record.ts'

const at = { at: z.iso.datetime() }
const inCell = { ...at, cell: z.string() }

/** One line of `events.ndjson`. A cell's events carry its id; attempts are never merged. */
export const event = z.discriminatedUnion('type', [
	z.strictObject({
		...at,
		type: z.literal('run.started'),
		/** Missing in logs from before the forms of failures were recorded: they are judged by the checks' outcome alone. */
		eventsVersion: z.literal(eventsVersion).optional(),
		runId: z.string(),
		matrix: z.string(),
		matrixHash: z.string(),
		tool: toolInfo,
		host: hostInfo,
		shard: shardRecord.optional(),
		missing: z.array(z.string()).optional(),
		mixed: z.array(z.string()).optional(),
		cells: z.array(plannedCell),
	}),
	z.strictObject({
		...inCell,
		type: z.literal('cell.started'),
		attempt: z.number().int().positive(),
		/** What will be asked, so that a check that the log then says nothing of is missed. Missing in older logs. */
		checks: z.array(z.string()).optional(),
	}),
	/** `boot`, `install`, `daemon`, `suites` … A phase that never ends is where the cell died. */
	z.strictObject({ ...inCell, type: z.literal('phase.started'), phase: z.string() }),
	z.strictObject({ ...inCell, type: z.literal('phase.ended'), phase: z.string(), ms: z.number() }),
	z.strictObject({
		...inCell,
		type: z.literal('stack.reported'),
		stack,
		accelerator: z.string(),
		snapshot: snapshotOrigin.optional(),
		images: z.array(imageOrigin).optional(),
	}),
	z.strictObject({ ...inCell, type: z.literal('check.started'), check: z.string() }),
	z
		.strictObject({
			...inCell,
			type: z.literal('check.ended'),
			check: z.string(),
			outcome,
			ms: z.number(),
			message: z.string().optional(),
			/** A failure without ways matches no known issue. */
			ways: z.array(wayOutcome).optional(),
			evidence: z.array(z.string()).optional(),
			observations: observations.optional(),
		})
		.refine(
			({ outcome, ways = [] }) => outcome === 'fail' || outcome === 'error' || ways.every(({ ok }) => ok),
			{
				error: 'a way failed, and the check did not',
			},
		),
	z.strictObject({
		...inCell,
		type: z.literal('cell.ended'),
		outcome: z.enum(['completed', 'error', 'unavailable', 'interrupted']),
		/** The HarnessError's code, for `error` and `unavailable`. */
		code: z.string().optional(),
		reason: z.string().optional(),
		evidence: z.array(z.string()).optional(),
	}),
	z.strictObject({ ...at, type: z.literal('run.ended'), state: z.enum(['completed', 'interrupted']) }),
	/** Something a person should read that belongs to no cell: a download, an image build, a work-around. */
	z.strictObject({ ...at, type: z.literal('note'), message: z.string() }),
])
export type RunEvent = z.infer<typeof event>
/** An event before the store stamps it with the time. */
export type NewEvent = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, 'at'> : never) : never
