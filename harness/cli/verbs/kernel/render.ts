import { wrap } from '#results'
import {
	type Area,
	areas,
	departures,
	type DeviceChoice,
	type Effect,
	type RequirementFinding,
} from '#vm/kernel'
import { oneLine } from '../../view/one-line.ts'
import type { DaemonOutlook, Inspection } from './inspection.ts'

const marks: Readonly<Record<Effect, string>> = {
	ok: '✔',
	breaks: '✘',
	limits: '▲',
	minor: '–',
	unknown: '?',
}

interface RenderOptions {
	readonly width: number
	/** Whether to list what few need as well. */
	readonly all: boolean
}

/** An inspection for a person: the verdict, what it is, how it boots, what it has and lacks, what the daemon does. */
export function renderInspection(inspection: Inspection, { width, all }: RenderOptions): string {
	const { set, docker, report, devices } = inspection
	const lines = [
		...wrap(headline(inspection), width, ''),
		'',
		...factLines(inspection),
		'',
		...(devices.runs
			? [
					'A VM boots it with',
					...[devices.disk, devices.nic, devices.rootFileSystem, devices.console].flatMap((choice) =>
						deviceLines(choice, width),
					),
				]
			: [
					'It cannot run here',
					...devices.obstacles.flatMap(({ sentence }) => wrap(`✘ ${oneLine(sentence)}`, width, '  ')),
				]),
		'',
		`What rootless Docker ${docker} wants of it`,
		...(Object.keys(areas) as Area[]).flatMap((area) => areaLines(area, report.findings, { width, all })),
		...outlookLines(inspection, width),
		...set.notes.flatMap((note) => ['', ...wrap(`Note: ${oneLine(note)}`, width, '')]),
	]
	return `${lines.join('\n')}\n`
}

/** The verdict, and what it rests on. */
export function renderBrief(inspection: Inspection, width: number): string {
	const { devices, report } = inspection
	const lines = [
		...wrap(headline(inspection), width, ''),
		...(devices.runs
			? departures(devices).flatMap((sentence) => wrap(oneLine(sentence), width, '  '))
			: devices.obstacles.flatMap(({ sentence }) => wrap(`✘ ${oneLine(sentence)}`, width, '  '))),
		...report.findings
			.filter(({ effect }) => effect === 'breaks')
			.flatMap((finding) => findingLines(finding, width)),
	]
	return `${lines.join('\n')}\n`
}

function headline({ verdict, docker, report, set, devices }: Inspection): string {
	const kernel =
		set.release ?? (set.config?.version === undefined ? 'This kernel' : `Linux ${set.config.version}`)
	const named = (effect: Effect) =>
		report.findings
			.filter((one) => one.effect === effect)
			.map(({ requirement }) => requirement.id)
			.join(', ')
	switch (verdict) {
		case 'works':
			return `✔ ${kernel} has all that rootless Docker ${docker} needs.`
		case 'limits':
			return `✔ ${kernel} has what rootless Docker ${docker} needs as it comes; some configurations want more: ${named('limits')}.`
		case 'broken':
			return `✘ Rootless Docker ${docker} does not work on ${kernel}: ${named('breaks')}.`
		case 'cannot-run':
			return `✘ ${kernel} cannot run a guest here: ${devices.runs ? '' : devices.obstacles.map(({ obstacle }) => obstacle).join(', ')}.`
		case 'unknown':
			return `? Nothing that rootless Docker ${docker} needs is known to be missing in ${kernel}, but not enough was given to tell. ${wish(set)}`
	}
}

function wish({ config, modules }: Inspection['set']): string {
	const missing = [
		...(config === undefined ? ['its configuration (config-RELEASE, /proc/config.gz)'] : []),
		...(modules === undefined ? ['its modules'] : []),
	]
	return missing.length === 0 ? 'Give its whole configuration.' : `Give ${missing.join(' and ')} as well.`
}

function factLines({ set, distribution }: Inspection): string[] {
	const { image, config, modules, packageNames } = set
	const compression = image?.image.payload?.compression
	const facts: [string, string | undefined][] = [
		['release', set.release ?? config?.version],
		['for', set.arch],
		[
			'image',
			image &&
				[image.image.format, compression, mebibytes(image.bytes.length), image.from]
					.filter(Boolean)
					.join(', '),
		],
		['built', image?.image.version],
		[
			'modules',
			modules && `${modules.files.size} files, ${modules.builtin?.size ?? 'an unknown number'} built in`,
		],
		[
			'config',
			config &&
				`${config.options.size} options, ${config.from}${config.complete ? '' : ' (a part of one only)'}`,
		],
		['packages', packageNames.join(', ') || undefined],
		['made by', distribution && `${distribution}, judging by the release`],
	]
	return facts.map(
		([name, value]) => `  ${name.padEnd(10)}${value === undefined ? 'not given' : oneLine(value)}`,
	)
}

const mebibytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`

function deviceLines(choice: DeviceChoice | undefined, width: number): string[] {
	if (choice === undefined) return ['  ▲ no console: what the kernel says at start is not seen']
	const { driver, device, passedOver, assumed } = choice
	return [
		`  ${assumed ? '?' : '✔'} ${driver} (${device})${assumed ? ': assumed, nothing says what is built in' : ''}`,
		...(passedOver.length === 0 ? [] : wrap(`not ${passedOver.join('; not ')}`, width, '      ')),
	]
}

function areaLines(
	area: Area,
	findings: readonly RequirementFinding[],
	{ width, all }: RenderOptions,
): string[] {
	const here = findings.filter(({ requirement }) => requirement.area === area)
	const shown = here.filter(
		({ effect, requirement }) => all || requirement.need !== 'optional' || effect === 'breaks',
	)
	const hidden = here
		.filter((one) => !shown.includes(one) && one.effect !== 'ok')
		.map(({ requirement }) => requirement.id)
	if (shown.length + hidden.length === 0) return []
	return [
		`  ${areas[area]}`,
		...shown.flatMap((finding) => findingLines(finding, width)),
		...(hidden.length === 0 ? [] : wrap(`– missing, and few need it: ${hidden.join(', ')}`, width, '    ')),
	]
}

function findingLines(
	{ requirement, presence, effect, remedy, blacklisted }: RequirementFinding,
	width: number,
): string[] {
	const state = presence === 'builtin' ? 'built in' : presence
	const line = `    ${marks[effect]} ${requirement.id.padEnd(26)} ${state}`
	const detail = width - 10 > 0 ? (text: string) => wrap(text, width, '        ') : () => []
	return [
		line,
		...(blacklisted === undefined
			? []
			: detail(
					`${blacklisted.kind === 'install' ? 'Never loaded' : 'Not loaded by itself'}: ${oneLine(blacklisted.from)} has it in a ${blacklisted.kind} line.`,
				)),
		...(effect === 'ok' || effect === 'unknown'
			? []
			: [
					...detail(`${requirement.why} ${requirement.without}`),
					...(remedy === undefined ? [] : detail(`→ ${remedy}`)),
				]),
	]
}

function outlookLines({ outlooks, docker }: Inspection, width: number): string[] {
	if (outlooks.length === 0) return []
	const refused = outlooks.find(({ starts }) => !starts)
	const flags =
		refused && `--docker ${docker} --br-netfilter ${refused.brNetfilter} --daemon ${refused.daemon}`
	return [
		'',
		`What the daemon of Docker ${docker} is expected to do on it`,
		...outlooks.flatMap((one, index) =>
			outlookLine(
				one,
				outlooks.slice(0, index).some(({ words }) => words === one.words),
				width,
			),
		),
		...(flags === undefined ? [] : ['', `For the rest: rootless-matrix explain ${flags}`]),
	]
}

/** A daemon refuses in the same words whatever the reason; once is enough. */
function outlookLine(
	{ brNetfilter, daemon, starts, words }: DaemonOutlook,
	isRepeated: boolean,
	width: number,
): string[] {
	const outcome =
		starts === 'not-known'
			? 'not known: this Docker is newer than any that was read about'
			: starts
				? 'starts'
				: 'refuses to start'
	const what = `br_netfilter ${brNetfilter}, ${daemon === '' ? 'default settings' : daemon}`
	return [
		`  ${starts === 'not-known' ? '?' : starts ? '✔' : '✘'} ${what.padEnd(44)} ${outcome}`,
		...(words === undefined || isRepeated ? [] : wrap(words, width, '        ')),
	]
}

/** The same as plain data. */
export function inspectionJson({
	verdict,
	set,
	docker,
	distribution,
	devices,
	report,
	outlooks,
}: Inspection) {
	const { image, config, modules } = set
	return {
		verdict,
		release: set.release ?? null,
		arch: set.arch,
		docker,
		distribution: distribution ?? null,
		image: image === undefined ? null : { from: image.from, bytes: image.bytes.length, ...image.image },
		config:
			config === undefined ? null : { from: config.from, version: config.version, complete: config.complete },
		modules:
			modules === undefined
				? null
				: { from: modules.from, files: modules.files.size, builtin: modules.builtin?.size ?? null },
		files: set.files,
		packages: set.packageNames,
		notes: set.notes,
		devices,
		firewall: report.firewall,
		requirements: report.findings.map(({ requirement, ...finding }) => ({ ...requirement, ...finding })),
		daemon: outlooks,
	}
}
