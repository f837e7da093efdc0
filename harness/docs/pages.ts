import { format } from 'oxfmt'
import {
	brNetfilterState,
	caveats,
	defaultGuest,
	noCmdline,
	noUpgrade,
	usualModules,
	isSecurityGap,
	knownIssues,
	lastSeen,
	portDriver,
	reportForms,
	type Rule,
} from '#results'
import { namespaceOf } from '#results/model'
import { jsonSchemaText } from '#results/schema'
import { matrixSchemaText } from '#harness/matrix'
import { checkRows, checksMarkdown } from '#harness/checks'
import { lockSchemaText } from '#images/pins'
import { distributions, networkDrivers, providers } from '#images/providers'
import { flagOf } from '../cli/verbs/report/form-flags.ts'
import { cliReference } from './cli-reference.ts'
import { manPage } from './man-page.ts'
import { resultsTable } from './results-page.ts'

const generated = '<!-- Written by `npm run docs`; a test holds it to the code. -->\n'

/** The pages that are made from the code, by their path. */
export async function generatedPages(): Promise<ReadonlyMap<string, string>> {
	const pages = {
		'docs/reference/axes.md': axesPage(),
		'docs/reference/checks.md': checksPage(),
		'docs/reference/cli.md': cliReference(),
		'docs/reference/known-issues.md': issuesPage(knownIssues),
		'docs/reference/reports.md': reportsPage(),
		'docs/reference/results.md': resultsPage(),
	}
	const entries = Object.entries(pages).map(async ([path, text]): Promise<[string, string]> => {
		const { code } = await format(path, `${generated}\n${text}`)
		return [path, code]
	})
	return new Map([
		...(await Promise.all(entries)),
		['docs/rootless-matrix.1', manPage()],
		['harness/matrix/file/matrix.schema.json', matrixSchemaText()],
		['images/artifacts/lock/lock.schema.json', lockSchemaText()],
	])
}

// Tables as they are: padded to their longest cell, nobody could read the source.
const table = (text: string) => `<!-- prettier-ignore -->\n${text}`

const values = (examples: readonly { readonly value: string; readonly what?: string }[] = []): string =>
	examples.map(({ value, what }) => `\`${value}\`${what === undefined ? '' : ` (${what})`}`).join(', ') || '–'

const axesPage = (): string =>
	[
		'# Axes',
		'',
		'What a matrix file can say on each axis ([the matrix file](../guide/matrix-file.md)). Where artifacts come from is in [sources](../guide/sources.md).',
		'',
		'## docker, rootlesskit, kernel',
		'',
		'A value is `PROVIDER:…`. `rootlesskit` can also be `bundled`: the one that the docker value brings.',
		'',
		table(
			[
				'| provider | what it has | docker | rootlesskit | kernel |',
				'| --- | --- | --- | --- | --- |',
				...providers.map(
					({ prefix, about, docker, rootlesskit, kernel }) =>
						`| ${[`\`${prefix}\``, about, values(docker?.examples), values(rootlesskit?.examples), values(kernel?.examples)].join(' | ')} |`,
				),
				'',
			].join('\n'),
		),
		'',
		'## network',
		'',
		'A value is `DRIVER` or `DRIVER@VERSION`. Addresses are those of RootlessKit’s namespace.',
		'',
		table(
			[
				'| driver | where it comes from | for example | address | gateway | DNS |',
				'| --- | --- | --- | --- | --- | --- |',
				...networkDrivers.map(({ name, about, examples }) => {
					const { address, network, gateway, dns } = namespaceOf({ network: name })
					const cells = [about, values(examples), address ?? `${network}.0/24, by DHCP`, gateway, dns]
					return `| \`${name}\` | ${cells.join(' | ')} |`
				}),
				'',
			].join('\n'),
		),
		'',
		'## guest',
		'',
		`What the cell’s VM runs, beside its kernel. It can be left out: \`${defaultGuest}\`. Programs of Debian’s packages are linked to the libraries of their own release, so that a combination that cannot run is left out of the plan; upstream’s programs are static.`,
		'',
		table(
			[
				'| guest | what it is | what it cannot run |',
				'| --- | --- | --- |',
				...distributions.map(
					({ value, title, about, limits = [] }) =>
						`| \`${value}\` | ${title}. ${about} | ${limits.map(({ part, from, because }) => `Debian’s ${part} from ${from} on: ${because}`).join('; ') || '–'} |`,
				),
				'',
			].join('\n'),
		),
		'',
		'## cmdline',
		'',
		`What is added to the kernel’s command line: words such as \`ipv6.disable=1\`, a space between two, of letters, digits and \`. _ - = , : / @ +\`. It can be left out, or be \`${noCmdline}\`. What the harness sets itself, such as \`console\`, is refused.`,
		'',
		'## modules',
		'',
		`What the host has of modules other than br_netfilter: \`{ ip_tables: absent }\` takes them off the VM’s module disk, \`{ tun: loaded }\` has systemd load them before Docker is installed; as one text \`ip_tables=absent,tun=loaded\`. It can be left out, or be \`${usualModules}\`: then nothing is taken away, and what loads them is what loads them anywhere. A module that is built in cannot be absent, and one that the kernel lacks cannot be loaded: such a cell is unavailable, and says why.`,
		'',
		'## upgradeFrom',
		'',
		`An earlier Docker, as on the axis docker: \`debian:26.1\`. The VM has its programs on a disk of their own. \`daemon.upgrade-in-place\` starts it on a data directory of its own with the cell’s RootlessKit, network driver and settings, has it make a network and containers, and starts the cell’s own Docker in its place. It can be left out, or be \`${noUpgrade}\`.`,
		'',
		'## brNetfilter, portDriver, daemon',
		'',
		`\`brNetfilter\` is ${words(brNetfilterState.options)}. \`portDriver\` is ${words(portDriver.options)}. \`daemon\` is the name of a profile under \`daemons\`.`,
	].join('\n')

const words = (options: readonly string[]): string => options.map((option) => `\`${option}\``).join(', ')

const checksPage = (): string =>
	[
		'# Checks',
		'',
		'Every question that a run can ask of a cell. A check that has no meaning in a cell is skipped there, with the reason. `rootless-matrix checks` prints the same.',
		'',
		'From: C a container, N RootlessKit’s network namespace, H the VM as a normal process, X a peer on its LAN.',
		'',
		table(checksMarkdown(checkRows())),
	].join('\n')

const cell = (text: string): string => text.replaceAll('|', '\\|')

const issuesPage = (rules: readonly Rule[]): string =>
	[
		'# Known issues',
		'',
		'Where a check is expected to fail, why, and in which versions. A failure is `known` only in the ways and forms that the issue names (`results/expectations/known-issues/`); any other is a `fail`.',
		'',
		table(
			[
				'| issue | what | checks | since | fixed in | last seen |',
				'| --- | --- | --- | --- | --- | --- |',
				...rules.map(({ id, title, see, severity, since, fixed, seen, checks }) =>
					[
						'',
						`[${id}](${see})`,
						cell(`${isSecurityGap({ severity }) ? '**Security gap.** ' : ''}${title}`),
						Object.keys(checks)
							.map((check) => `\`${check}\``)
							.join(', '),
						since ?? '',
						fixed ?? '',
						[lastSeen[id], seen === 'read' ? 'read of' : seen]
							.filter((word) => word !== undefined)
							.join(', ') || '–',
						'',
					]
						.join(' | ')
						.trim(),
				),
				'',
			].join('\n'),
		),
		'',
		'`last seen`: when a run last showed it (`rootless-matrix rules check RUN…` says which do). `–`: no recorded run shows it; `read of`: upstream wrote about it, and no run has had such versions; `elsewhere`: such versions are not available to this project’s own VM tests.',
		'',
		'## Of hosts and uses that no axis describes',
		'',
		'`explain` tells of them; no failure of a run is put down to them.',
		'',
		table(
			[
				'| where | what | because | since | fixed in |',
				'| --- | --- | --- | --- | --- |',
				...caveats.map(({ where, title, because, see, since = '', fixed = '', instead }) =>
					[
						'',
						cell(where),
						`[${cell(title)}](${see})`,
						cell(`${because}${instead === undefined ? '' : `. Instead: ${instead}`}`),
						since,
						fixed,
						'',
					]
						.join(' | ')
						.trim(),
				),
				'',
			].join('\n'),
		),
	].join('\n')

const reportsPage = (): string =>
	[
		'# Reports',
		'',
		'Every form in which a run can be shown, made from its event log alone. `rootless-matrix report` prints one; those with a file are written by `run` and `merge`, and anew by `report --write`.',
		'',
		table(
			[
				'| flag of `report` | does | file in the run’s directory |',
				'| --- | --- | --- |',
				...reportForms.map(
					({ id, about, file }) =>
						`| \`${flagOf(id)}\` | ${cell(about)} |${file === undefined ? '' : ` \`${file}\``} |`,
				),
				'',
			].join('\n'),
		),
	].join('\n')

const resultsPage = (): string =>
	[
		'# results.json',
		'',
		'What a run comes to, for programs: a fold over its event log, made again by `rootless-matrix report --json`. Its [JSON Schema](../../results/schema/results.schema.json) is held to the code. A run of an older version is read as it was written; what it did not record is missing.',
		'',
		table(resultsTable(jsonSchemaText())),
	].join('\n')
