import { basename } from 'node:path'
import type { Provider } from './provider.ts'

interface Value {
	readonly provider: string
	readonly path: string
}

export const file: Provider = {
	prefix: 'file',
	about: 'A kernel of one’s own. This version understands such a value, but has no way to boot it.',
	kernel: {
		examples: [{ value: 'file:PATH' }],
		parse: (rest) => (rest === '' ? undefined : { path: rest }),
		slug: ({ path }: Value) => `file-${basename(path)}`,
		pins: () => [],
	},
}
