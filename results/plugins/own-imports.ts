import { register } from 'node:module'
import { join } from 'node:path'
import { trustedUsers } from '../errors/index.ts'

/**
 * Node runs these in a thread of their own, which has no part of ours; as text, since a bundle has no file of them. Node itself
 * says where an import leads: by a package.json above, a link, a path or a package within a package.
 */
const hooks = `
import { realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
let of
const theirs = new Set()
export const initialize = (given) => void (of = given)
const isOwn = ({ uid, gid, mode }) =>
	of.users.includes(uid) && (mode & 0o002) === 0 && ((mode & 0o020) === 0 || of.groups.includes(gid))
export async function resolve(specifier, context, next) {
	const found = await next(specifier, context)
	if (specifier !== of.config && !theirs.has(context.parentURL)) return found
	if (!found.url.startsWith('file:')) return found
	const path = realpathSync(fileURLToPath(found.url))
	if (path.startsWith(of.product)) return found
	theirs.add(found.url)
	if (isOwn(statSync(path)) && isOwn(statSync(dirname(path)))) return found
	throw new Error('another user may write ' + path + ', or its directory, and it would be run as you')
}
`

/**
 * From now on a module of a site's, and whatever it imports, directly or not and whenever, is refused where another user of
 * the machine may write it. The product's own modules are run already.
 * @param config the address by which the first of them is imported
 */
export function watchImports(config: string, env: NodeJS.ProcessEnv = process.env): void {
	const groups = [0, process.getegid?.(), Number(env['SUDO_GID'])]
	const product = join(import.meta.dirname, '../..') + '/'
	register(`data:text/javascript,${encodeURIComponent(hooks)}`, {
		data: { config, product, users: trustedUsers({ env }), groups },
	})
}
