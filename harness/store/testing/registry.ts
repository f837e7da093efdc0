import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Service, startService } from './service.ts'

/** `farm` with the password `right`, as htpasswd -B writes it. */
const USERS = 'farm:$2y$04$A9Cf3LJf8FhXKShOq9waD.ggqYeyn4cnuTDE9MXww91fgxoGZehS6'

export interface RegistryOptions {
	/** Whether it wants a user: `farm`, with the password `right`. */
	readonly login?: boolean | undefined
	readonly at?: Pick<Service, 'dir' | 'port'> | undefined
}

/** For tests: Debian's docker-registry, on loopback. */
export const startRegistry = ({ login = false, at }: RegistryOptions = {}): Promise<Service> =>
	startService({
		program: 'docker-registry',
		at,
		argv: ({ dir }) => ['serve', join(dir, 'config.yml')],
		async prepare({ dir, port }) {
			await writeFile(join(dir, 'users'), `${USERS}\n`)
			const lines = [
				'version: 0.1',
				'log: { level: error }',
				`storage: { filesystem: { rootdirectory: ${join(dir, 'data')} } }`,
				`http: { addr: 127.0.0.1:${port} }`,
				...(login ? [`auth: { htpasswd: { realm: farm, path: ${join(dir, 'users')} } }`] : []),
			]
			await writeFile(join(dir, 'config.yml'), lines.join('\n'))
		},
		ready: async (port) => [200, 401].includes((await fetch(`http://127.0.0.1:${port}/v2/`)).status),
	})
