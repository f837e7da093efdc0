import { type BuiltWithout, parseWithout, withoutNames } from '../../artifacts/built-kernel/without.ts'
import { asked, packagesKey } from '../../artifacts/keys.ts'
import { splitAt } from '../parsed.ts'
import type { Provider } from '../provider.ts'
import type { OwnFragment } from '../values.ts'

interface Value {
	readonly provider: string
	/** A series. */
	readonly version: string
	readonly without: readonly BuiltWithout[]
	readonly fragment?: OwnFragment | undefined
}

const separator = '-no-'

/** `6.12`, `6.12-no-ipv6-no-veth`, `6.12+PATH#sha256=SUM` */
function parse(rest: string): Omit<Value, 'provider'> | undefined {
	const [kernel, own] = splitAt(rest, '+')
	const [version = '', ...names] = kernel.split(separator)
	const without = parseWithout(names)
	if (!/^\d+\.\d+$/.test(version) || without === undefined) return undefined
	if (own === undefined) return { version, without }
	const [, path, sha256] = /^(.+)#sha256=([0-9a-f]{64})$/s.exec(own) ?? []
	return path === undefined || sha256 === undefined
		? undefined
		: { version, without, fragment: { path, sha256 } }
}

export const built: Provider = {
	prefix: 'built',
	about: `Debian’s source of a kernel series, built here with all that rootless Docker wants and no modules. Without some of it: ${withoutNames.map((name) => `\`no-${name}\``).join(', ')}, several in this order. Over that goes a config fragment of one’s own, a file by its sum, meant from the matrix file’s directory.`,
	kernel: {
		examples: [
			{ value: 'built:6.12' },
			{ value: 'built:6.12-no-br-netfilter' },
			{ value: 'built:6.12-no-ipv6-no-veth' },
			{ value: 'built:6.12+PATH#sha256=SUM', what: 'a fragment of one’s own' },
		],
		parse,
		slug: ({ version, without, fragment }: Value) =>
			// In a release of its own the kernel says the same of itself.
			version +
			(without.map((name) => `${separator}${name}`).join('') || '-built') +
			(fragment === undefined ? '' : `-own-${fragment.sha256.slice(0, 8)}`),
		pins: ({ version }: Value, arch) => [packagesKey(asked.kernelSource(version), arch)],
		obtain: async ({ version: series, without, fragment }: Value, context) => {
			const { builtKernel } = await import('../../artifacts/built-kernel/built-kernel.ts')
			return builtKernel({ series, without, fragment }, context, { offline: context.apt.isOffline })
		},
		asks: ({ version }: Value) => ({ series: version }),
		brNetfilter: ({ without, fragment }: Value) => {
			if (without.includes('br-netfilter')) return 'missing'
			// What a fragment of one's own does to it, the finished configuration says.
			return fragment === undefined ? 'builtin' : undefined
		},
	},
}
