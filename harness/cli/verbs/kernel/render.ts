import { type Language, languages, reasonWords, wrap } from '#results'
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
import { kernelWords, type KernelWords, requirementWords } from './words/index.ts'

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
export function renderBrief(inspection: Inspection, width: number, language: Language = 'en'): string {
	const { devices, report } = inspection
	const told = (sentence: string) => reasonWords(oneLine(sentence), languages[language])
	const lines = [
		...wrap(headline(inspection, language), width, ''),
		...(devices.runs
			? departures(devices).flatMap((sentence) => wrap(told(sentence), width, '  '))
			: devices.obstacles.flatMap(({ sentence }) => wrap(`✘ ${told(sentence)}`, width, '  '))),
		...report.findings
			.filter(({ effect }) => effect === 'breaks')
			.flatMap((finding) => findingLines(finding, width, language)),
	]
	return `${lines.join('\n')}\n`
}

function headline({ verdict, docker, report, set, devices }: Inspection, language: Language = 'en'): string {
	const words = kernelWords[language]
	const version = set.config?.version
	const kernel = set.release ?? (version === undefined ? words.thisKernel : words.linux(version))
	const named = (effect: Effect) =>
		report.findings.filter((one) => one.effect === effect).map(({ requirement }) => requirement.id)
	switch (verdict) {
		case 'works':
			return `✔ ${words.works(kernel, docker)}`
		case 'limits':
			return `✔ ${words.limits(kernel, docker, named('limits'))}`
		case 'broken':
			return `✘ ${words.broken(kernel, docker, named('breaks'))}`
		case 'cannot-run':
			return `✘ ${words.cannotRun(kernel, devices.runs ? [] : devices.obstacles.map(({ obstacle }) => obstacle))}`
		case 'unknown':
			return `? ${words.unknown(kernel, docker, wish(set, words))}`
	}
}

function wish({ config, modules }: Inspection['set'], words: KernelWords): string {
	const missing = [
		...(config === undefined ? [words.config] : []),
		...(modules === undefined ? [words.modules] : []),
	]
	return missing.length === 0 ? words.giveWhole : words.give(missing)
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
	language: Language = 'en',
): string[] {
	const words = kernelWords[language]
	const line = `    ${marks[effect]} ${requirement.id.padEnd(26)} ${words.presence[presence]}`
	const detail = width - 10 > 0 ? (text: string) => wrap(text, width, '        ') : () => []
	return [
		line,
		...(blacklisted === undefined
			? []
			: detail(words.blacklisted[blacklisted.kind](oneLine(blacklisted.from)))),
		...(effect === 'ok' || effect === 'unknown'
			? []
			: [
					...detail(requirementWords(requirement, language).join(language === 'zh' ? '' : ' ')),
					...(remedy === undefined ? [] : detail(`→ ${reasonWords(remedy, languages[language])}`)),
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
