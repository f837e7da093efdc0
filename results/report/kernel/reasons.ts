import type { CellRecord, CheckRecord, Results } from '../../schema/index.ts'
import { english, type Texts } from '../words/catalogue/english.js'
import { kernelFactsOf, type KernelFacts, type Lack, lackOf } from './facts.ts'
import { type KernelOption, kernelOptions } from './options.ts'
import { type KernelRule, kernelRules } from './rules.ts'

/** A verdict that the kernel's build explains. */
interface KernelFinding {
	/** The cell's place in the results. */
	readonly index: number
	readonly check: string
}

/** One thing that a kernel lacks, and every verdict that it explains. */
export interface KernelReason {
	readonly option: KernelOption
	/** `CONFIG_BRIDGE_NETFILTER=m in Linux …, but …`, for a person. Contains the guest's release: untrusted. */
	readonly words: string
	readonly findings: readonly KernelFinding[]
}

/** The findings of one reason by their checks, with the places of their cells. */
export function byCheck({ findings }: KernelReason): { check: string; cells: number[] }[] {
	const checks = new Map<string, number[]>()
	for (const { check, index } of findings) checks.set(check, [...(checks.get(check) ?? []), index])
	return [...checks].map(([check, cells]) => ({ check, cells }))
}

const isBad = ({ verdict }: CheckRecord): boolean =>
	verdict === 'fail' || verdict === 'flaky' || verdict === 'known' || verdict === 'error'

function speaksOf(rule: KernelRule, { id, verdict, message = '' }: CheckRecord): boolean {
	// An error is the harness's own trouble: only words that name the feature lead from it to the kernel.
	if (verdict !== 'error' && rule.checks?.includes(id)) return true
	return rule.says.test(message)
}

function wordsOf(
	option: KernelOption,
	lack: Lack,
	{ release }: KernelFacts,
	{ cell, texts }: { cell: CellRecord; texts: Texts },
): string {
	const say = texts.report.kernelLack
	const name = `CONFIG_${option}`
	const module = kernelOptions[option] ?? ''
	const value = 'value' in lack && lack.value ? say.built(name, lack.value, release) : ''
	switch (lack.why) {
		case 'not-built':
			return say.notBuilt(name, release)
		case 'not-loaded':
			return value ? value + say.notLoaded(module) : say.notLoadedOf(module, release, name)
		case 'no-module': {
			const isWithheld = option === 'BRIDGE_NETFILTER' && cell.axes.brNetfilter === 'absent'
			const about = value ? say.module(module) : say.moduleOf(module, release, name)
			return value + (isWithheld ? say.withheld(about) : say.gone(about))
		}
	}
}

/**
 * What of the kernels' builds explains a verdict: options that are off, modules that are missing or that nobody
 * loaded. Says nothing where the link is not certain, or where a cell's `kernel.facts` did not hold. Pure.
 */
export function kernelReasons(
	results: Results,
	{ rules = kernelRules, texts = english }: { rules?: readonly KernelRule[]; texts?: Texts } = {},
): KernelReason[] {
	const reasons = new Map<string, { option: KernelOption; words: string; findings: KernelFinding[] }>()
	for (const [index, cell] of results.cells.entries()) {
		const bad = cell.checks.filter(isBad)
		const facts = bad.length === 0 ? undefined : kernelFactsOf(cell)
		if (facts === undefined) continue
		for (const rule of rules) {
			const told = bad.filter((check) => speaksOf(rule, check))
			const lack = told.length === 0 ? undefined : lackOf(rule.option, facts, rule)
			if (lack === undefined) continue
			const words = wordsOf(rule.option, lack, facts, { cell, texts })
			const reason = reasons.get(words) ?? { option: rule.option, words, findings: [] }
			reason.findings.push(...told.map(({ id }) => ({ index, check: id })))
			reasons.set(words, reason)
		}
	}
	return [...reasons.values()]
}
