import { register } from 'node:module'

// node --import record-modules.js …: writes the address of each module that is loaded to the file $RECORD_MODULES.
register('./record-modules-hook.js', import.meta.url, { data: process.env.RECORD_MODULES })
