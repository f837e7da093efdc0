import { foldEvents } from '../fold/index.ts'
import {
	eventsVersion,
	type Axes,
	type DaemonSettings,
	type Form,
	type NewEvent,
	type PlannedCell,
	type Results,
	type RunEvent,
	type Stack,
	type WayOutcome,
} from '../schema/index.ts'

/** Small runs for tests: one second between events, and everything written as in real ones. */
export function stamped(events: readonly NewEvent[]): RunEvent[] {
	const begin = Date.parse('2026-11-23T01:15:00.000Z')
	return events.map((event, second) => ({ ...event, at: new Date(begin + second * 1000).toISOString() }))
}

/** Of the plainest configuration: slirp4netns, its ports by builtin. */
export const exampleAxes: Axes = {
	kernel: 'debian:6.12',
	brNetfilter: 'loaded',
	docker: 'debian:26.1',
	rootlesskit: 'bundled',
	network: 'slirp4netns',
	portDriver: 'builtin',
	daemon: 'default',
}

export const exampleCell = (
	id: string,
	slug: string,
	axes: Partial<Axes> = {},
	daemonSettings: DaemonSettings = {},
): PlannedCell => ({
	id,
	slug,
	axes: { ...exampleAxes, network: 'pasta@2025_05_03', portDriver: 'implicit', ...axes },
	daemonSettings,
})

export const exampleStack = (versions: Partial<Stack> = {}): Stack => ({
	dockerd: '26.1.5+dfsg1',
	containerd: '1.7.24~ds1',
	runc: '1.1.15+ds1',
	rootlesskit: '2.0.2',
	passt: '0.0~git20250503.587980c-2',
	kernelRelease: '6.12.107+deb13-cloud-amd64',
	origins: [],
	...versions,
})

export const runStarted = (...cells: PlannedCell[]): NewEvent => ({
	type: 'run.started',
	eventsVersion,
	runId: '20261123T011500Z-quick',
	matrix: 'quick',
	matrixHash: 'c0ffee',
	tool: { version: '0.1.0' },
	host: { driver: 'QEMU', driverVersion: '10.0.8', accelerator: 'tcg', cpus: 2 },
	cells,
})

/** The ways of a check, each with the form in which it failed, or none. */
export const waysOf = (forms: Readonly<Record<string, Form | undefined>>): WayOutcome[] =>
	Object.entries(forms).map(([way, form]) =>
		form === undefined ? { way, ok: true } : { way, ok: false, form },
	)

type CheckEnd = Partial<Extract<NewEvent, { type: 'check.ended' }>>

/** A check from start to end. */
export const checked = (cell: string, check: string, end: CheckEnd = {}): NewEvent[] => [
	{ type: 'check.started', cell, check },
	{ type: 'check.ended', cell, check, outcome: 'pass', ms: 120, ...end },
]

/** A cell that boots, reports its stack, runs these checks and completes. */
export const cellRun = (
	cell: string,
	checks: readonly NewEvent[],
	stack: Partial<Stack> = {},
	attempt = 1,
): NewEvent[] => [
	{ type: 'cell.started', cell, attempt },
	{ type: 'phase.started', cell, phase: 'boot' },
	{ type: 'phase.ended', cell, phase: 'boot', ms: 14_000 },
	{ type: 'stack.reported', cell, stack: exampleStack(stack), accelerator: 'tcg' },
	...checks,
	{ type: 'cell.ended', cell, outcome: 'completed' },
]

export const runEnded: NewEvent = { type: 'run.ended', state: 'completed' }

/** A whole run of these cells, in which this happens between its start and its end. */
export const exampleRun = (cells: readonly PlannedCell[], events: readonly NewEvent[] = []): RunEvent[] =>
	stamped([runStarted(...cells), ...events, runEnded])

/** What such a run comes to. */
export const exampleResults = (...run: Parameters<typeof exampleRun>): Results =>
	foldEvents(exampleRun(...run))
