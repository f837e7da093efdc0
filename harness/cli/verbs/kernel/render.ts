import { type Language, languages, padColumns, reasonPart, reasonWords, wrap } from '#results'
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
	/** Default: English. What a daemon says is evidence, and stays as it is. */
	readonly language?: Language | undefined
}

/** An inspection for a person: the verdict, what it is, how it boots, what it has and lacks, what the daemon does. */
export function renderInspection(inspection: Inspection, options: RenderOptions): string {
	const { set, docker, report, devices } = inspection
	const { width, language = 'en' } = options
	const words = kernelWords[language]
	const told = (sentence: string) => reasonWords(oneLine(sentence), languages[language])
	const lines = [
		...wrap(headline(inspection, language), width, ''),
		'',
		...factLines(inspection, words),
		'',
		...(devices.runs
			? [
					words.boots,
					...[devices.disk, devices.nic, devices.rootFileSystem, devices.console].flatMap((choice) =>
						deviceLines(choice, width, language),
					),
				]
			: [
					words.cannotBoot,
					...devices.obstacles.flatMap(({ sentence }) => wrap(`✘ ${told(sentence)}`, width, '  ')),
				]),
		'',
		words.wants(docker),
		...(Object.keys(areas) as Area[]).flatMap((area) => areaLines(area, report.findings, options)),
		...outlookLines(inspection, width, words),
		...set.notes.flatMap((note) => ['', ...wrap(words.note(told(note)), width, '')]),
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

function factLines({ set, distribution }: Inspection, words: KernelWords): string[] {
	const { image, config, modules, packageNames } = set
	const compression = image?.image.payload?.compression
	const { facts: name } = words
	const facts: [string, string | undefined][] = [
		[name.release, set.release ?? config?.version],
		[name.arch, set.arch === 'unknown' ? words.presence.unknown : set.arch],
		[
			name.image,
			image &&
				[image.image.format, compression, mebibytes(image.bytes.length), image.from]
					.filter(Boolean)
					.join(', '),
		],
		[name.built, image?.image.version],
		[name.modules, modules && words.moduleFiles(modules.files.size, modules.builtin?.size)],
		[name.config, config && words.options(config.options.size, config.from, config.complete)],
		[name.packages, packageNames.join(', ') || undefined],
		[name.madeBy, distribution && words.judging(distribution)],
	]
	return facts.map(
		([name, value]) => `  ${padColumns(name, 10)}${value === undefined ? words.notGiven : oneLine(value)}`,
	)
}

const mebibytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`

function deviceLines(choice: DeviceChoice | undefined, width: number, language: Language): string[] {
	const words = kernelWords[language]
	if (choice === undefined) return [`  ▲ ${words.noConsole}`]
	const { driver, device, passedOver, assumed } = choice
	const others = passedOver.map((why) => reasonPart(why, languages[language]))
	return [
		`  ${assumed ? '?' : '✔'} ${driver} (${device})${assumed ? words.assumed : ''}`,
		...(others.length === 0 ? [] : wrap(words.passedOver(others), width, '      ')),
	]
}

function areaLines(
	area: Area,
	findings: readonly RequirementFinding[],
	{ width, all, language = 'en' }: RenderOptions,
): string[] {
	const words = kernelWords[language]
	const here = findings.filter(({ requirement }) => requirement.area === area)
	const shown = here.filter(
		({ effect, requirement }) => all || requirement.need !== 'optional' || effect === 'breaks',
	)
	const hidden = here
		.filter((one) => !shown.includes(one) && one.effect !== 'ok')
		.map(({ requirement }) => requirement.id)
	if (shown.length + hidden.length === 0) return []
	return [
		`  ${words.areas[area]}`,
		...shown.flatMap((finding) => findingLines(finding, width, language)),
		...(hidden.length === 0 ? [] : wrap(`– ${words.fewNeed(hidden)}`, width, '    ')),
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

function outlookLines({ outlooks, docker }: Inspection, width: number, words: KernelWords): string[] {
	if (outlooks.length === 0) return []
	const refused = outlooks.find(({ starts }) => !starts)
	const flags =
		refused && `--docker ${docker} --br-netfilter ${refused.brNetfilter} --daemon ${refused.daemon}`
	return [
		'',
		words.expected(docker),
		...outlooks.flatMap((one, index) =>
			outlookLine(
				one,
				outlooks.slice(0, index).some((other) => other.words === one.words),
				width,
				words,
			),
		),
		...(flags === undefined ? [] : ['', words.explain(`rootless-matrix explain ${flags}`)]),
	]
}

/** A daemon refuses in the same words whatever the reason; once is enough. */
function outlookLine(
	{ brNetfilter, daemon, starts, words: said }: DaemonOutlook,
	isRepeated: boolean,
	width: number,
	words: KernelWords,
): string[] {
	const outcome = starts === 'not-known' ? words.notKnown : starts ? words.starts : words.refuses
	const what = padColumns(`br_netfilter ${brNetfilter}, ${daemon === '' ? words.defaults : daemon}`, 44)
	return [
		`  ${starts === 'not-known' ? '?' : starts ? '✔' : '✘'} ${what} ${outcome}`,
		...(said === undefined || isRepeated ? [] : wrap(said, width, '        ')),
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
