import { basename, resolve } from 'node:path'
import type { PartContext } from '../../artifacts/stack/part.ts'
import type { Provider } from '../provider.ts'

interface Value {
	readonly provider: string
	/** As the matrix file has it. */
	readonly dir: string
}

const parse = (rest: string) => (rest === '' ? undefined : { dir: rest })
const slug = ({ dir }: Value) => `-local-${basename(dir)}`
// It changes too often to be pinned; what it was is recorded.
const pins = () => []

const builders = () => import('../../artifacts/stack/local.ts')
const placeOf = ({ dir }: Value, { baseDir = '.' }: PartContext) => resolve(baseDir, dir)

export const local: Provider = {
	prefix: 'local',
	about: 'A directory of binaries, such as a build of one’s own; meant from the matrix file’s directory.',
	docker: {
		examples: [{ value: 'local:DIR' }],
		parse,
		slug,
		pins,
		obtain: async (value: Value, context) => ({
			part: await (await builders()).localDocker(placeOf(value, context), context),
		}),
		bundled: {
			pins,
			obtain: async (value: Value, _docker, context) =>
				(await builders()).localRootlessKit(placeOf(value, context), context),
		},
	},
	rootlesskit: {
		examples: [{ value: 'local:DIR' }],
		parse,
		slug,
		pins,
		obtain: async (value: Value, context) =>
			(await builders()).localRootlessKit(placeOf(value, context), context),
	},
}
