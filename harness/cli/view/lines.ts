import { guestArchitecture, recordedArchitecture } from '#results/architecture'
import type { RunEvent } from '#results'
import type { PastTimings } from '#harness/past-timings'
import { duration } from './duration.ts'
import { countChecks, paint, cellMark } from './mark.ts'
import { noteLine, oneLine } from './one-line.ts'
import type { ViewState } from './state.ts'

export interface LineOptions {
	readonly color: boolean
	readonly expected: PastTimings
	/** Notes are not cut. */
	readonly wholeNotes?: boolean | undefined
}

/**
 * The lines that stay behind when an event has happened: in a CI log they are all there is, on a terminal
 * (`brief`) they scroll above the live block, which shows starts and phases itself.
 */
export function linesOf(
	event: RunEvent,
	after: ViewState,
	options: LineOptions,
	brief = false,
): readonly string[] {
	const { color } = options
	switch (event.type) {
		case 'run.started':
			return [opening(event, options.expected)]
		case 'note':
			return [paint('2', options.wholeNotes ? `· ${oneLine(event.message)}` : noteLine(event.message), color)]
		case 'cell.started':
			return brief
				? []
				: [`${slugOf(event.cell, after)}: started${again(event.attempt)}${usually(event.cell, options)}`]
		case 'phase.ended':
			return brief ? [] : [`${slugOf(event.cell, after)}: ${event.phase} done in ${duration(event.ms)}`]
		case 'cell.ended':
			return ending(event.cell, after, color)
		case 'run.ended':
			return event.state === 'interrupted'
				? ['The run was interrupted; cells that had ended are recorded, and `--resume` runs the others.']
				: []
		case 'phase.started':
		case 'stack.reported':
		case 'check.started':
		case 'check.ended':
			return []
	}
}

function opening(event: Extract<RunEvent, { type: 'run.started' }>, expected: PastTimings): string {
	const { accelerator, driver, driverVersion } = event.host
	// Nothing is asked of a driver of which no cell of the run can be tried.
	const vms =
		accelerator === 'unknown' ? driver : `${driver} ${driverVersion} with ${accelerator.toUpperCase()}`
	const arch = guestArchitecture(event.cells)
	const guests = arch === recordedArchitecture ? '' : ` and guests of ${arch}`
	const count = event.cells.length
	const known = event.cells.every(({ id }) => expected.has(id))
	const total = event.cells.reduce((sum, { id }) => sum + (expected.get(id) ?? 0), 0)
	const usual = known && count > 0 ? `; last time they took ${duration(total)} together` : ''
	return `Run ${event.runId}: ${count} ${count === 1 ? 'cell' : 'cells'} of ${oneLine(event.matrix)}, ${oneLine(vms)}${guests}${usual}`
}

function ending(cell: string, after: ViewState, color: boolean): readonly string[] {
	const record = after.records.get(cell)
	const state = after.run?.cells.get(cell)
	if (!record || !state) return []
	const ms = Date.parse(state.lastAt ?? '') - Date.parse(state.startedAt ?? state.lastAt ?? '')
	const counts = countChecks(record)
	const first = `${cellMark(record, color)}  ${record.slug}  ${duration(ms)}, ${counts}`
	return record.reason === undefined ? [first] : [first, `         ${oneLine(record.reason)}`]
}

const slugOf = (cell: string, { run }: ViewState) => run?.cells.get(cell)?.plan.slug ?? cell

const again = (attempt: number) => (attempt === 1 ? '' : ` (attempt ${attempt})`)

function usually(cell: string, { expected }: LineOptions): string {
	const ms = expected.get(cell)
	return ms === undefined ? '' : `, took ${duration(ms)} last time`
}
