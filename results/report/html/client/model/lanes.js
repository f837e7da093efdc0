// @ts-check
/** @import { PageCell, PageData } from '../../page-data.ts' */
import { noteOf } from './model.js'

// Where a probe starts and where it is to arrive, from left to right.
export const stations = /** @type {const} */ ([
	'neighbour',
	'container',
	'bridge',
	'netns',
	'driver',
	'vm',
	'peer',
])
/** @typedef {(typeof stations)[number]} Place */
/** One way through the network, and what was asked over it. @typedef {{ from: Place, to: Place, end: Place, letter: string, checks: string[], kind: string, out: boolean }} Lane */

/** Which ends a check asks between; undefined for one that sends nothing. @param {string} check @param {string} way @returns {readonly [from: Place, to: Place] | undefined} */
function endsOf(check, way) {
	const [area = '', name = ''] = check.split('.')
	const outside = way.startsWith('peer') ? 'peer' : 'vm'
	switch (area) {
		case 'bridge':
			if (name === 'nf-call-reset') return undefined
			if (name === 'hairpin-self') return ['container', 'netns']
			if (name.startsWith('hairpin')) return ['neighbour', 'netns']
			return name === 'internal-no-egress' ? ['container', 'peer'] : ['neighbour', 'container']
		case 'publish':
			if (name === 'loopback-only-hidden') return ['peer', 'container']
			return [outside, 'container']
		case 'source':
			return [name === 'peer-address' ? 'peer' : 'vm', 'container']
		case 'ingress':
			return ['peer', 'container']
		case 'egress':
		case 'build':
			return ['container', 'peer']
		case 'dns':
			return [way.startsWith('netns') ? 'netns' : 'container', 'peer']
		case 'isolation':
			if (name === 'host-loopback') return ['container', 'vm']
			if (name === 'host-network-container') return ['netns', 'vm']
			return [outside, name === 'netns-loopback' ? 'netns' : 'container']
		default:
			return undefined
	}
}

/** Whether a check holds where its probes are kept out. @param {string} check */
const isOfAbsence = (check) =>
	/^isolation\.|^bridge\.(?:networks-isolated|internal-no-egress|icc-blocked)$|^publish\.loopback-only-hidden$/.test(
		check,
	)

/** Where a probe that failed like this came to its end. @param {string} kind @param {Place} from @param {Place} to @returns {Place} */
export function endOf(kind, from, to) {
	const inward = stations.indexOf(from) > stations.indexOf(to)
	if (kind === 'refused' || kind === 'unreachable' || kind === 'daemon-refused')
		return inward && from === 'peer' ? 'vm' : from
	// Accepted by the driver and not carried on.
	if (kind === 'reset' || kind === 'closed') return from === 'vm' || from === 'peer' ? 'driver' : to
	if (kind === 'timeout' || kind === 'lost' || kind === 'unresolved') {
		if (to === 'peer' || from === 'peer' || from === 'vm') return 'driver'
		return 'bridge'
	}
	return to
}

/** What was asked over which way: failures one by one, what held together. @param {PageData} data @param {PageCell} cell @returns {Lane[]} */
export function lanesOf(data, cell) {
	/** @type {Map<string, Lane>} */
	const lanes = new Map()
	/** @param {string} check @param {string} letter @param {string} way @param {string} kind */
	const add = (check, letter, way, kind) => {
		const ends = endsOf(check, way)
		if (ends === undefined) return
		const [from, to] = ends
		const end = kind === '' ? to : endOf(kind, from, to)
		const key =
			letter === 'p'
				? `p ${from} ${to} ${isOfAbsence(check)}`
				: `${letter} ${check} ${from} ${to} ${end} ${kind}`
		const lane = lanes.get(key)
		if (lane === undefined)
			lanes.set(key, {
				from,
				to,
				end,
				letter,
				checks: [check],
				kind,
				out: letter === 'p' && isOfAbsence(check),
			})
		else if (!lane.checks.includes(check)) lane.checks.push(check)
	}
	for (const [index, { id }] of data.checks.entries()) {
		const letter = cell.checks[index] ?? '.'
		if (letter === '.' || letter === 's') continue
		const form = noteOf(cell, index)?.[6] ?? -1
		const ways = letter === 'p' ? undefined : data.ways[form]
		if (ways === undefined) add(id, letter, '', '')
		else for (const [way, kind] of ways) add(id, letter, way, kind)
	}
	const rank = (/** @type {Lane} */ lane) => 'efyoxukp'.indexOf(lane.letter)
	return [...lanes.values()].sort((a, b) => rank(a) - rank(b))
}
