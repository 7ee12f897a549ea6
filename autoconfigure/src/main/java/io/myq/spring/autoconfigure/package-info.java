/** Boot's view of myq: properties, beans, connection details. Only this package and those below it know Boot. */
@NullMarked
package io.myq.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
