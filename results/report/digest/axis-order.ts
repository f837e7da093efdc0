import type { Axes } from '../../schema/index.ts'
import { compareVersions, type VersionKind } from '../../versions/index.ts'

const kinds: { readonly [axis in keyof Axes]?: VersionKind } = {
	kernel: 'kernel',
	docker: 'program',
	rootlesskit: 'program',
}

const parts = (value: string): { name: string; version: string } => {
	const [, name = '', version = ''] = /^(.*?)[@:](.*)$/.exec(value) ?? ['', value, '']
	return { name, version }
}

/** Whoever opens a report asks about this one first. */
const first = (value: string): number => (/(?:^|[:@])27\.5\.1$/.test(value) ? 0 : 1)

/** The different values of an axis as a reader looks for them: 27.5.1, then versions in their own order. */
export function axisOrder(axis: keyof Axes, values: readonly string[]): string[] {
	return [...new Set(values)].sort((a, b) => {
		const [left, right] = [parts(a), parts(b)]
		const kind = kinds[axis] ?? (left.name === 'pasta' ? 'passt' : 'program')
		const byVersion = compareVersions(kind, left.version, right.version) ?? 0
		const byName = left.name.localeCompare(right.name, 'en')
		return axis === 'docker' || axis === 'kernel' || axis === 'rootlesskit'
			? (axis === 'docker' ? first(a) - first(b) : 0) || byVersion || byName || a.localeCompare(b, 'en')
			: byName || byVersion || a.localeCompare(b, 'en')
	})
}
