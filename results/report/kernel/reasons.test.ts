import { describe, expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults } from '../../testing/index.ts'
import type { Axes, DaemonSettings, Observations, Results } from '../../schema/index.ts'
import { pageData } from '../html/index.ts'
import { renderReport } from '../index.ts'
import { kernelMarkdown, kernelPlain } from './lines.ts'
import { kernelReasons } from './reasons.ts'

const release = '6.12.107+deb13-cloud-amd64'
const observed = (
	modules: Record<string, string>,
	options: Record<string, string> | undefined = {},
): Observations => ({
	host: {
		release,
		...Object.fromEntries(Object.entries(modules).map(([name, state]) => [`module.${name}`, state])),
	},
	options,
})

interface Tried {
	readonly axes?: Partial<Axes>
	readonly daemon?: DaemonSettings
	readonly facts?: Observations
	readonly factsOutcome?: 'pass' | 'error'
	readonly check: string
	readonly outcome?: 'fail' | 'error' | 'skipped' | 'pass'
	readonly message?: string
}

const open = { icc: false, ignoreBrNetfilterError: '1' }

/** A run with a cell for each. */
function ran(...tried: Tried[]): Results {
	const cells = tried.map(({ axes, daemon }, index) =>
		exampleCell(`${index}`.padStart(12, '0'), `cell-${index}`, axes, daemon),
	)
	const events = tried.flatMap(
		({ facts, factsOutcome = 'pass', check, outcome = 'fail', message = 'no' }, index) => {
			const id = cells[index]?.id ?? ''
			return cellRun(id, [
				...checked(id, check, { outcome, message }),
				...(facts ? checked(id, 'kernel.facts', { outcome: factsOutcome, observations: facts }) : []),
			])
		},
	)
	return exampleResults(cells, events)
}

const icc = (brNetfilter: 'loaded' | 'unloaded' | 'absent', facts: Observations | undefined): Tried => ({
	axes: { brNetfilter },
	daemon: open,
	check: 'bridge.icc-blocked',
	...(facts ? { facts } : {}),
})
const built = { BRIDGE_NETFILTER: 'm' }
const words = (...tried: Tried[]): string[] => kernelPlain(ran(...tried))

describe('br_netfilter and a bridge that lets everything through', () => {
	it('is told apart by what the kernel has, and cells of one kernel stand together', () => {
		const withheld = observed({ br_netfilter: 'absent' }, built)
		const lines = kernelMarkdown(
			ran(
				icc('unloaded', observed({ br_netfilter: 'unloaded' }, built)),
				icc('absent', withheld),
				{ ...icc('absent', withheld), check: 'bridge.hairpin-no-proxy', daemon: { userlandProxy: false } },
				icc('absent', withheld),
				icc('absent', observed({ br_netfilter: 'absent' }, { BRIDGE_NETFILTER: 'n' })),
				icc('absent', observed({ br_netfilter: 'absent' }, { BRIDGE: 'm' })),
				icc('absent', observed({ br_netfilter: 'absent' }, undefined)),
				icc('unloaded', observed({ br_netfilter: 'unloaded' }, undefined)),
			),
		)
		expect(lines.join('\n')).toMatchInlineSnapshot(`
			"- \`CONFIG_BRIDGE_NETFILTER=m in Linux 6.12.107+deb13-cloud-amd64, but nobody loaded the module br_netfilter, and a rootless daemon cannot\`: \`bridge.icc-blocked\` in cell 1
			- \`CONFIG_BRIDGE_NETFILTER=m in Linux 6.12.107+deb13-cloud-amd64, but the module br_netfilter was withheld from this guest\`: \`bridge.icc-blocked\` in cells 2, 4; \`bridge.hairpin-no-proxy\` in cell 3
			- \`CONFIG_BRIDGE_NETFILTER is not set in Linux 6.12.107+deb13-cloud-amd64\`: \`bridge.icc-blocked\` in cells 5, 6
			- \`the module br_netfilter of Linux 6.12.107+deb13-cloud-amd64 (CONFIG_BRIDGE_NETFILTER) was withheld from this guest\`: \`bridge.icc-blocked\` in cell 7
			- \`nobody loaded the module br_netfilter of Linux 6.12.107+deb13-cloud-amd64 (CONFIG_BRIDGE_NETFILTER), and a rootless daemon cannot\`: \`bridge.icc-blocked\` in cell 8"
		`)
	})

	it('explains nothing where the module is loaded or built in', () => {
		expect(
			words(
				icc('loaded', observed({ br_netfilter: 'loaded' }, built)),
				icc('loaded', observed({ br_netfilter: 'built-in' }, { BRIDGE_NETFILTER: 'y' })),
			),
		).toEqual([])
	})

	it('explains nothing where it was not looked at, or where another kernel was found', () => {
		const withheld = observed({ br_netfilter: 'absent' }, built)
		expect(words(icc('absent', undefined))).toEqual([])
		expect(words({ ...icc('absent', withheld), factsOutcome: 'error' })).toEqual([])
	})

	it('explains no other check, unless its message names it', () => {
		const facts = observed({ br_netfilter: 'unloaded' }, built)
		expect(words({ check: 'bridge.networks-isolated', facts })).toEqual([])
		const message = 'the daemon ended: ensure that the br_netfilter kernel module is loaded'
		expect(words({ check: 'daemon.starts', facts, message })).toHaveLength(1)
	})

	it('explains no check that holds or has no meaning', () => {
		const facts = observed({ br_netfilter: 'unloaded' }, built)
		const check = 'bridge.icc-blocked'
		expect(words({ check, facts, outcome: 'pass' }, { check, facts, outcome: 'skipped' })).toEqual([])
	})

	it('explains no trouble of the harness by the name of a check alone', () => {
		const facts = observed({ br_netfilter: 'unloaded' }, built)
		expect(words({ check: 'bridge.icc-blocked', facts, outcome: 'error', message: 'ssh ended' })).toEqual([])
	})
})

describe('other options', () => {
	const message = "iptables: can't initialize iptables table `nat': Table does not exist"
	const nat = (facts: Observations): Tried => ({ check: 'daemon.starts', message, facts })

	it('explain a failure whose words name them, when the kernel lacks them', () => {
		const lacking = observed({ iptable_nat: 'absent' }, { IP_NF_NAT: 'n' })
		expect(words(nat(lacking))).toEqual([
			`CONFIG_IP_NF_NAT is not set in Linux ${release}: daemon.starts in cell 1`,
		])
		expect(words({ ...nat(lacking), message: 'connection refused' })).toEqual([])
	})

	it('explain nothing when the kernel could have loaded them, or when nothing is known of them', () => {
		expect(words(nat(observed({ iptable_nat: 'unloaded' }, { IP_NF_NAT: 'm' })))).toEqual([])
		expect(words(nat(observed({ iptable_nat: 'loaded' }, undefined)))).toEqual([])
		expect(words(nat(observed({}, undefined)))).toEqual([])
	})

	it('say which module is missing from a kernel that was built with it', () => {
		expect(words(nat(observed({ iptable_nat: 'absent' }, { IP_NF_NAT: 'm' })))).toEqual([
			`CONFIG_IP_NF_NAT=m in Linux ${release}, but the module iptable_nat is not there: daemon.starts in cell 1`,
		])
	})
})

describe('what a guest recorded', () => {
	it.each([
		['no object', { host: 'nonsense' }],
		[
			'values that no kernel has',
			{ host: { release, 'module.br_netfilter': 'perhaps' }, options: { X: 'z' } },
		],
		['nothing', {}],
	])('explains nothing when it is %s', (_, facts) => {
		expect(words(icc('absent', facts))).toEqual([])
	})

	it('is harmless in every report', async () => {
		const evil = '6.12\x1b[2J<script>`alert(1)`</script>\n# x'
		const facts = { host: { release: evil, 'module.br_netfilter': 'unloaded' }, options: built }
		const results = ran(icc('unloaded', facts))
		expect(kernelReasons(results)).toHaveLength(1)
		expect(await renderReport('markdown', { dir: '', results })).not.toMatch(/^# x/m)
		expect(await renderReport('terminal', { dir: '', results })).not.toContain('\x1b')
		expect(pageData(results).kernelReasons[0]?.words).not.toMatch(/[\x1b\n]/) // oxlint-disable-line no-control-regex
	})
})

it('stands in the summary, on the terminal and in the page, with the cells’ numbers', async () => {
	const results = ran(icc('unloaded', observed({ br_netfilter: 'unloaded' }, built)))
	const line = `CONFIG_BRIDGE_NETFILTER=m in Linux ${release}`
	expect(await renderReport('markdown', { dir: '', results })).toMatch(
		/## What the kernel explains\n\n- `CONFIG_BRIDGE_NETFILTER=m in/,
	)
	expect(await renderReport('terminal', { dir: '', results })).toContain(
		`What the kernel explains\n  ${line}`,
	)
	const page = pageData(results)
	expect(page.kernelReasons).toEqual([
		{
			words: expect.stringContaining(line) as string,
			found: [{ check: page.checks.findIndex(({ id }) => id === 'bridge.icc-blocked'), cells: [0] }],
		},
	])
})
