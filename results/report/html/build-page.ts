import type { Results } from '../../schema/index.ts'
import { axesSpokenOf, axisText, isNothing } from '../../schema/index.ts'
import { namespaceOf } from '../../model/index.ts'
import { boundariesOf } from '../../fold/index.ts'
import type { CellTrace } from '../traces.ts'
import { columnsOf } from '../digest/columns.ts'
import { headlineOf } from '../words/headline.ts'
import { byCheck, kernelReasons } from '../kernel/index.ts'
import { marks, shownWorstFirst } from '../words/marks.ts'
import { plainBlock, plainText } from '../words/text.ts'
import { type Contract, issueWords, reasonWords, textsIn } from '../words/translate.ts'
import { saidDecisions } from '../decision/index.ts'
import type { Reasons, Texts } from '../words/catalogue/english.js'
import { languages } from '../words/catalogue/languages.js'
import { axisOrder } from '../digest/axis-order.ts'
import type { PageChinese, PageData } from './page-data.ts'
import { harmless } from './harmless.ts'
import { Interned } from './interned.ts'
import { code, pageCell, type Tables } from './page-cell.ts'
import { changesBudget, conditionsOf } from './page-changes.ts'
import { runOf } from './page-run.ts'
import { measuresOf, throughputOf } from './throughput.ts'

/** What a page may be told that a run's results do not hold. */
export interface PageOptions {
	/** What the event log lacks or has too much of. */
	readonly gaps?: readonly string[]
	/** The end of evidence files, by their paths in the run's directory. */
	readonly excerpts?: ReadonlyMap<string, string>
	/** What happened in each cell beside what was asked, by the cell's id. */
	readonly traces?: ReadonlyMap<string, CellTrace>
	/** What a check asks, by its id, in the order in which checks are told. */
	readonly contracts?: ReadonlyMap<string, Contract>
	/** In Chinese why a check is not asked somewhere, as the checks bring it. */
	readonly reasons?: Reasons
	/** The command that runs a cell of this matrix again; the cell's name is appended. */
	readonly repro?: string
}

/** Of so many cells the page has when each check was asked; of a larger run they would be a tenth of it. */
const timesBudget = 2000

/** What was tested, as a title: each Docker that any cell has, 27.5.1 first. */
const titleOf = (dockers: readonly string[]): string =>
	`Docker ${dockers.map((value) => value.replace(/^(?:upstream|debian):/, '')).join(', ')}`

/** Where RootlessKit's namespace stands with a network driver, or among which addresses DHCP finds one for it. */
function netnsWords(driver: string): string {
	const { address, network } = namespaceOf({ network: driver })
	return address ?? `${network}.0/24`
}

const chineseOf = (
	results: Results,
	{ chinese, issues }: Tables,
	columns: readonly { readonly check: string }[],
	{ gaps = [], contracts }: Pick<PageOptions, 'gaps' | 'contracts'>,
): PageChinese =>
	harmless({
		strings: Object.fromEntries(chinese),
		contracts: columns.map(({ check }) => contracts?.get(check)?.zh ?? ''),
		issues: issues.items.map((issue) => issueWords(issue, languages.zh)),
		kernelReasons: kernelReasons(results, { texts: languages.zh }).map(({ words }) => words),
		throughput: measuresOf(results, languages.zh),
		missing: (results.run.missing ?? []).map((one) => reasonWords(one, languages.zh)),
		mixed: (results.run.mixed ?? []).map((one) => reasonWords(one, languages.zh)),
		lacks: (results.run.host.lacks ?? []).map((one) => reasonWords(one, languages.zh)),
		gaps: gaps.map((one) => reasonWords(one, languages.zh)),
	})

const decided = (results: Results, texts: Texts) => harmless(saidDecisions(results, texts))

/** Results as the page wants them: small, and with nothing a browser or a reader could be fooled by. Pure. */
export function pageData(results: Results, options: PageOptions = {}): PageData {
	const {
		gaps = [],
		excerpts = new Map<string, string>(),
		traces,
		contracts,
		reasons = [],
		repro = '',
	} = options
	const columns = columnsOf(results, 7)
	const axes = axesSpokenOf(results.cells).map((name) => {
		const texts = results.cells.map((cell) => plainText(axisText(cell.axes, name)))
		const nothing = texts.find((text) => isNothing(name, text))
		const values = axisOrder(name, texts)
		return {
			name,
			values,
			...(nothing === undefined ? {} : { nothing }),
			...(name === 'network' ? { netns: values.map(netnsWords) } : {}),
		}
	})
	const tables: Tables = {
		strings: new Interned((text) => text),
		issues: new Interned(({ id }) => id),
		stacks: new Interned((pairs) => JSON.stringify(pairs)),
		origins: new Interned((origin) => JSON.stringify(origin)),
		axes,
		columns: new Map(columns.map(({ check }, index) => [check, index])),
		changes: new Interned((change) => JSON.stringify(change)),
		asked: new Map([...(contracts?.keys() ?? [])].map((check, index) => [check, index])),
		ways: new Map(),
		chinese: new Map(),
		inChinese: textsIn('zh', reasons),
		observed: 0,
	}
	const columnOf = (check: string): number => tables.columns.get(check) ?? -1
	const knownOnes = results.cells.filter(({ checks }) => checks.some(({ verdict }) => verdict === 'known'))
	const withChanges = knownOnes.length <= changesBudget
	const withTimes = results.cells.length <= timesBudget
	const cells = results.cells.map((cell) =>
		pageCell(tables, cell, { withChanges, withTimes, trace: traces?.get(cell.id) }),
	)
	const headline = headlineOf(results, gaps)
	return {
		title: titleOf(axes.find(({ name }) => name === 'docker')?.values ?? []),
		run: runOf(results),
		...(results.run.eventsVersion === undefined ? { formless: true as const } : {}),
		headline: { key: headline.key, code: code(headline.shown) },
		gaps: gaps.map((gap) => plainText(gap)),
		marks: shownWorstFirst.map((shown) => ({
			code: code(shown),
			shown,
			glyph: marks[shown].glyph,
			word: marks[shown].word,
			meaning: marks[shown].meaning,
		})),
		axes,
		checks: columns.map(({ check, area }) => ({
			id: plainText(check),
			area: plainText(area),
			contract: plainText(contracts?.get(check)?.en ?? ''),
		})),
		issues: tables.issues.items,
		stacks: tables.stacks.items,
		origins: tables.origins.items,
		excerpts: Object.fromEntries(
			[...excerpts].map(([path, text]) => [plainText(path, 500), plainBlock(text, 6000)]),
		),
		cells,
		throughput: throughputOf(results),
		turns: boundariesOf(results).map((turn) => ({
			...turn,
			check: plainText(turn.check),
			last: plainText(turn.last),
			first: plainText(turn.first),
		})),
		kernelReasons: kernelReasons(results).map((reason) => ({
			words: plainText(reason.words),
			found: byCheck(reason).map(({ check, cells }) => ({ check: columnOf(check), cells })),
		})),
		ways: Object.fromEntries(tables.ways),
		changes: tables.changes.items,
		conditions: conditionsOf(tables.issues.items),
		chinese: chineseOf(results, tables, columns, options),
		decisions: { en: decided(results, languages.en), zh: decided(results, tables.inChinese) },
		repro: plainText(repro),
		strings: tables.strings.items,
	}
}
