import { expect, it } from 'vitest'
import { typedName } from './typed-name.ts'

const cwd = '/srv/sites/site'
const typed = (script: string | undefined, env: NodeJS.ProcessEnv = {}) =>
	typedName({ script, env: { PATH: '/usr/local/bin:/usr/bin', ...env }, cwd })

it('names the program as it was started, so that the line can be typed again', () => {
	expect(typed(undefined)).toBe('rootless-matrix')
	expect(typed('/usr/local/bin/rootless-matrix')).toBe('rootless-matrix')
	const local = '/srv/sites/site/node_modules/.bin/rootless-matrix'
	expect(typed(local)).toBe('npx rootless-matrix')
	// npx puts that folder into PATH, and takes it out again.
	const npm = { npm_command: 'exec', PATH: '/srv/sites/site/node_modules/.bin:/usr/bin' }
	expect(typed(local, npm)).toBe('npx rootless-matrix')
	expect(typed('/srv/sites/site/harness/cli/bin.js')).toBe('node harness/cli/bin.js')
	expect(typed('/srv/sites/a clone/harness/cli/bin.js')).toBe("node '../a clone/harness/cli/bin.js'")
	expect(typed('/opt/clone/harness/cli/bin.js')).toBe('node /opt/clone/harness/cli/bin.js')
})
