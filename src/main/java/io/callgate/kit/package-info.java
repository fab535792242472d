/** What any part may need and none is about: lines that repeat, connections of strangers, files that last. */
package io.callgate.kit;
