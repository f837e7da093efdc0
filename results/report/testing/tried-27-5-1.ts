import type { Axes, DaemonSettings, Form, NewEvent, Results, Stack } from '../../schema/index.ts'
import { cellRun, checked, exampleCell, exampleResults, waysOf } from '../../testing/index.ts'
import { saidDecisions } from '../decision/index.ts'
import { english } from '../words/catalogue/english.js'

export interface Tried {
	readonly axes?: Partial<Axes>
	readonly daemon?: DaemonSettings
	readonly stack?: Partial<Stack>
	/** Each check with the ways that fail, or none where it holds. */
	readonly checks?: Readonly<Record<string, Readonly<Record<string, Form>> | undefined>>
	/** Default: that the daemon starts was checked, and it did. */
	readonly starts?: false
	/** Nothing is asked but `checks`. */
	readonly few?: true
	/** How the cell ends instead. */
	readonly end?: readonly ['unavailable' | 'error', reason: string] | 'never'
}

/** What is asked of each cell: as much as it takes to say that it works. */
const core = {
	'daemon.starts': undefined,
	'bridge.same-network-v4': undefined,
	'publish.any-v4': undefined,
	'egress.tcp': undefined,
	'dns.udp': undefined,
}

/** A run of 27.5.1 as it ships, with a cell for each. */
export function ran(...tried: readonly Tried[]): Results {
	const cells = tried.map(({ axes, daemon }, index) =>
		exampleCell(
			index.toString(16).padStart(12, '0'),
			`cell-${index}`,
			{ docker: 'upstream:27.5.1', ...axes },
			daemon,
		),
	)
	const events = tried.flatMap(({ stack, checks = {}, starts, few, end }, index): NewEvent[] => {
		const cell = cells[index]!.id
		if (end === 'never') return []
		if (end !== undefined)
			return [
				{ type: 'cell.started', cell, attempt: 1 },
				{ type: 'cell.ended', cell, outcome: end[0], reason: end[1] },
			]
		const asked = Object.entries({
			...(starts === false || few === true ? {} : core),
			...checks,
		}).flatMap(([check, ways]) =>
			checked(cell, check, ways === undefined ? {} : { outcome: 'fail', message: 'no', ways: waysOf(ways) }),
		)
		return cellRun(cell, asked, { dockerd: '27.5.1', rootlesskit: '2.3.2', passt: '2025_05_03', ...stack })
	})
	return exampleResults(cells, events)
}

export const reset = { 'publish.loopback-only-v4': { loopback: { kind: 'reset' } } } as const
export const holds = { 'publish.loopback-only-v4': undefined }
export const talks = {
	'bridge.icc-blocked': {
		'there.tcp': { kind: 'answered', by: 'second' },
		'back.tcp': { kind: 'answered', by: 'first' },
	},
} as const
export const open: DaemonSettings = { icc: false, ignoreBrNetfilterError: '1' }
export const slirp = { network: 'slirp4netns', portDriver: 'builtin' } as const
export const said = (results: Results) => saidDecisions(results, english)[0]!
export const advised = (results: Results) =>
	[...said(results).gaps, ...said(results).advice].flatMap(({ advice }) => advice)
