import { asked, packagesKey } from '../../artifacts/keys.ts'
import type { Provider } from '../provider.ts'

interface Value {
	readonly provider: string
	readonly series: string
	readonly config: 'no-br-netfilter'
}

function parse(rest: string): Omit<Value, 'provider'> | undefined {
	const series = /^(\d+\.\d+)-no-br-netfilter$/.exec(rest)?.[1]
	return series === undefined ? undefined : { series, config: 'no-br-netfilter' }
}

export const built: Provider = {
	prefix: 'built',
	about: 'Debian’s source of a kernel series, built here with a config of the harness’s own.',
	kernel: {
		examples: [{ value: 'built:6.12-no-br-netfilter' }],
		parse,
		slug: ({ series, config }: Value) => `${series}-${config}`,
		pins: ({ series }: Value) => [packagesKey(asked.kernelSource(series))],
		obtain: async (value: Value, context) => {
			const { builtKernel } = await import('../../artifacts/built-kernel/built-kernel.ts')
			return builtKernel(value, context, { offline: context.apt.isOffline })
		},
		lacks: ({ config }: Value) => {
			switch (config) {
				case 'no-br-netfilter':
					return 'br_netfilter'
			}
		},
	},
}
