import { expect, it } from 'vitest'
import { askedVersion } from '#results'
import { local } from './origin/local.ts'
import type { Provider } from './provider.ts'
import { providers } from './registry.ts'

const axes = { docker: '27.5.1', rootlesskit: '2.3.4', kernel: '6.12' } as const

/** What stands for a path in an example: `DIR`, `PATH#sha256=SUM`. */
const isPath = (example: string): boolean => /:(\w+_)?(DIR|DIRECTORY|FILE|PATH|TREE)\b/.test(example)

/** Values whose provider takes a path, and of which a record's reader takes that path for a version. */
const misread = (of: readonly Provider[]): string[] =>
	of.flatMap((provider) =>
		Object.entries(axes).flatMap(([name, version]) => {
			const axis = name as keyof typeof axes
			const offer = provider[axis]
			const value = offer?.parse(version)
			// Who takes such a text and sees no version in it sees a path, whatever its examples say.
			const takesPath =
				offer?.examples.some((one) => isPath(one.value)) || (value !== undefined && !('version' in value))
			const text = `${provider.prefix}:${version}`
			return takesPath && askedVersion(axis, text) !== undefined ? [`${axis} ${text}`] : []
		}),
	)

it('a provider whose values are paths is one that a record’s reader knows (results/model/recorded-axes.ts)', () => {
	expect(providers.filter((one) => misread([{ ...one, prefix: 'other' }]).length > 0)).toHaveLength(2)
	expect(misread(providers)).toEqual([])
})

it('finds a provider of paths that it does not know', () => {
	const parse = (version: string) => ({ version })
	const fork = { ...local, prefix: 'fork' }
	expect(misread([fork])).toEqual(['docker fork:27.5.1', 'rootlesskit fork:2.3.4'])
	const docker = { ...local.docker!, parse, examples: [{ value: 'fork:SOURCE_DIR' }] }
	expect(misread([{ prefix: 'fork', about: '', docker }])).toEqual(['docker fork:27.5.1'])
	const versions = { ...docker, examples: [{ value: 'fork:27.5' }] }
	expect(misread([{ prefix: 'fork', about: '', docker: versions }])).toEqual([])
})
